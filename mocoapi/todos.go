package mocoapi

import (
	"context"
	"iter"

	"github.com/mocowork/mocowork/billing"
)

// Todo is something that somebody has to do (docs: Todos).
type Todo struct {
	ID                  billing.ID        `json:"id"`
	Title               string            `json:"title,omitzero"`
	DueDate             billing.Timestamp `json:"due_date,omitzero"`
	CompletedAt         billing.Timestamp `json:"completed_at,omitzero"`
	Completed           bool              `json:"completed"`
	Personal            bool              `json:"personal"` // only its owner sees it
	TodoableID          billing.ID        `json:"todoable_id,omitzero"`
	TodoableType        string            `json:"todoable_type,omitzero"` // the kind of object that it is about, such as Company or Invoice
	TodoableDescription string            `json:"todoable_description,omitzero"`
	CreatedBy           UserRef           `json:"created_by,omitzero"`
	AssignedTo          UserRef           `json:"assigned_to,omitzero"`
	CreatedAt           billing.Timestamp `json:"created_at,omitzero"`
	UpdatedAt           billing.Timestamp `json:"updated_at,omitzero"`
	Extra
}

var todos = resource[Todo]{"todo", "/todos"}

// TodoQuery filters the list of todos. Zero fields do not filter.
type TodoQuery struct {
	ResponsibleUserID billing.ID `url:"responsible_user_id"`
	Term              string     `url:"term"` // search
	AssignedToUserID  billing.ID `url:"assigned_to_user_id"`
	CreatedByUserID   billing.ID `url:"created_by_user_id"`
	Completed         Choice     `url:"completed"`
}

// TodoReader reads todos.
type TodoReader struct{ *conn }

// List lists todos.
//
//moco:operation GET /todos
func (s TodoReader) List(ctx context.Context, q TodoQuery) iter.Seq2[Row[Todo], error] {
	return todos.list(ctx, s.conn, q)
}

// Get reads one todo.
//
//moco:operation GET /todos/{id}
func (s TodoReader) Get(ctx context.Context, id billing.ID) (Todo, error) {
	return todos.get(ctx, s.conn, id)
}
