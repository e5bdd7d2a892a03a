package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mocowork/mocowork/plan"
)

// The data sets that exports have beside those of for_each: what there is
// nothing to decide about.

// User is a person of the account.
type User struct {
	ID        int      `expr:"id" doc:"MOCO's id of the person" example:"user.id > 0"`
	Name      string   `expr:"name" doc:"first and last name" example:"user.name == \"Jane Doe\""`
	FirstName string   `expr:"first_name" doc:"the first name" example:"user.first_name == \"Jane\""`
	LastName  string   `expr:"last_name" doc:"the last name" example:"user.last_name == \"Doe\""`
	Email     string   `expr:"email" doc:"the e-mail address" example:"user.email endsWith \"@beispiel.example\""`
	Active    bool     `expr:"active" doc:"whether the person is active" example:"user.active"`
	External  bool     `expr:"external" doc:"whether the person is from outside" example:"not user.external"`
	Team      string   `expr:"team" doc:"the team" example:"user.team == \"Design\""`
	Tags      []string `expr:"tags" doc:"the tags in MOCO" example:"\"Teilzeit\" in user.tags"`
}

type userWorld struct {
	User User `expr:"user"`
	common
}

type companyWorld struct {
	Customer Customer `expr:"customer"`
	Kind     string   `expr:"kind" doc:"what the company is to us: customer, supplier or organization" example:"kind == \"customer\""`
	common
}

func tableOnly() []dataset {
	return []dataset{
		{"companies", "customer", "every company: customers, suppliers and others", companyWorld{}, false, (*run).companies},
		{"users", "user", "every person of the account", userWorld{}, true, (*run).users},
	}
}

// tableSets lists what an export's from takes.
func tableSets() []dataset { return slices.Concat(datasets(), tableOnly()) }

// TableDatasets lists what an export's from takes.
func TableDatasets() []Dataset {
	var out []Dataset
	for _, d := range tableSets() {
		out = append(out, Dataset{d.name, d.root, d.doc, d.pulled})
	}
	return out
}

func (r *run) companies() []*subject {
	var out []*subject
	for _, c := range r.Snapshot.Companies {
		v := viewCustomer(c)
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "company", ID: c.ID, Label: cmp.Or(c.Identifier, fmt.Sprintf("company %d", c.ID)), Name: c.Name},
			run:     r, world: &companyWorld{Customer: v, Kind: c.Type, common: r.common()},
		})
	}
	return byID(out)
}

func (r *run) users() []*subject {
	var out []*subject
	for _, u := range r.Snapshot.Users {
		v := User{
			ID: int(u.ID), Name: u.Name(), FirstName: u.Firstname, LastName: u.Lastname, Email: u.Email,
			Active: u.Active, External: u.Extern, Team: u.Unit.Name, Tags: u.Tags,
		}
		out = append(out, &subject{
			Subject: plan.Subject{Kind: "user", ID: u.ID, Label: v.Name, Name: v.Name}, run: r, world: &userWorld{User: v, common: r.common()},
		})
	}
	return byID(out)
}
