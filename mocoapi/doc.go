// Package mocoapi is the client of MOCO's API v1: one file per entity, typed
// queries, lists as iterators, errors that say what happened.
//
// Two rules shape it. A read may be repeated, so the client retries it. A
// write may not: it is sent exactly once, and its error says whether MOCO
// certainly did nothing or whether that is unknown (fault.Unsure), in which
// case the caller reads before it writes again.
//
// The client knows nothing of jobs and rules. It is paced by a Pacer, which
// all processes of an account share. The key goes to the configured host and
// nowhere else, and into no error and no log.
//
// A web hook's post is opened by a Verifier. What it says is a hint to read the
// object again, no more: MOCO signs the body and nothing else.
//
// The vendor's documentation is at
// https://github.com/hundertzehn/mocoapp-api-docs; comments name its sections.
package mocoapi
