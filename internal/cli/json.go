package cli

import (
	"encoding/json"
	"fmt"
	"io"
)

// emit writes one object a line: the fields of v with "v":1 and a type before
// them.
func emit(w io.Writer, kind string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	head := fmt.Sprintf(`{"v":1,"type":%q`, kind)
	if len(b) > 2 {
		head += ","
	}
	_, err = fmt.Fprintf(w, "%s%s\n", head, b[1:])
	return err
}
