package mocosim

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The readers of values: what a request sent, as it is kept, or what is wrong with it.

// scalar is a text, or the digits of a number; false for anything else.
func scalar(raw json.RawMessage) (string, bool) {
	s := strings.TrimSpace(string(raw))
	if s == "" || s[0] == '{' || s[0] == '[' {
		return "", false
	}
	if s[0] != '"' {
		return s, true
	}
	var v string
	err := json.Unmarshal(raw, &v)
	return v, err == nil
}

func readText(_ *call, raw json.RawMessage) (any, string) {
	s, valid := scalar(raw)
	if !valid {
		return nil, notValid
	}
	return s, ""
}

func readInteger(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil, notNumber
	}
	return n, ""
}

func readDecimal(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	n, valid := parseCents(s)
	if !valid {
		return nil, notNumber
	}
	return n, ""
}

func readDate(_ *call, raw json.RawMessage) (any, string) {
	s, _ := scalar(raw)
	if !isDate(s) {
		return nil, notDate
	}
	return s, ""
}

func readYesNo(_ *call, raw json.RawMessage) (any, string) {
	switch s, _ := scalar(raw); s {
	case "true", "1":
		return true, ""
	case "false", "0":
		return false, ""
	}
	return nil, notValid
}

func readTexts(_ *call, raw json.RawMessage) (any, string) {
	list := []string{}
	if json.Unmarshal(raw, &list) != nil {
		return nil, notValid
	}
	return list, ""
}

func readIntegers(_ *call, raw json.RawMessage) (any, string) {
	list := []int64{}
	if json.Unmarshal(raw, &list) != nil {
		return nil, notValid
	}
	return list, ""
}

func readAnyList(_ *call, raw json.RawMessage) (any, string) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return nil, notValid
	}
	return raw, ""
}
