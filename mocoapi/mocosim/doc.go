// Package mocosim is a MOCO account in memory behind a real HTTP listener: stateful, seeded, with faults.
//
// It is the demo's backend, the test double of the client and the oracle of the tests. It imports nothing of this
// module, so that it can't confirm the client's own mistakes; what it answers was written from MOCO's documentation,
// its OpenAPI description and recorded calls, and where those differ, the recorded call wins.
//
// A server starts empty. Load fills it from a file of recorded objects, Story from a seed. From then on it behaves as
// MOCO does as far as that is known: payments turn an invoice partially_paid or paid, a reminder is created and then
// mailed, lists come in pages, the 121st request in two minutes is refused. Where nobody knows what MOCO does, the
// choice made here is said at the place, and it is the one that is harder on a client.
//
// An entity that behaves as most do is a table, a resource: its values in the order of the wire, how a request names them,
// what a list can be narrowed by. Its routes, refusals and answers follow from that; what only this entity does stands
// beside the table.
//
// A path is read below /api/v1. Besides MOCO's own paths there is GET /_sim/log, which needs no key and counts in no limit.
package mocosim
