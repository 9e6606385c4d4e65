package realtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
)

// object reads an object of JSON field by field, and keeps the first problem. A
// field that nobody has read is one too.
type object struct {
	path    string // of the object: "" for the event
	fields  map[string]json.RawMessage
	problem *problem
}

// parse returns the object in data.
func parse(path string, data []byte) *object {
	o := &object{path: path}
	err := json.Unmarshal(data, &o.fields)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		o.problem = &problem{"invalid_json", path, "The event is not JSON: " + err.Error() + "."}
	} else if err != nil || o.fields == nil {
		o.problem = wrongType(path, "an object", kindOf(bytes.TrimSpace(data)))
	}
	return o
}

// child returns the path of a field.
func (o *object) child(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// fail keeps the first problem.
func (o *object) fail(p *problem) {
	if o.problem == nil {
		o.problem = p
	}
}

// take returns a field that is present. It counts as read.
func (o *object) take(name string) (data json.RawMessage, ok bool) {
	data, ok = o.fields[name]
	delete(o.fields, name)
	return data, ok
}

// within reads the object in a field that is present.
func (o *object) within(name string, read func(*object)) {
	data, ok := o.take(name)
	if !ok {
		return
	}
	inner := parse(o.child(name), data)
	if inner.problem == nil {
		read(inner)
	}
	if p := inner.done(); p != nil {
		o.fail(p)
	}
}

// null reads a field if it is null, and reports whether it is.
func (o *object) null(name string) bool {
	if string(o.fields[name]) != "null" {
		return false
	}
	delete(o.fields, name)
	return true
}

// text reads a text that is one of values, if there are any.
func (o *object) text(name string, dst *string, values ...string) {
	data, ok := o.take(name)
	if !ok {
		return
	}
	var text string
	switch err := json.Unmarshal(data, &text); {
	case err != nil || data[0] != '"': // null is no error
		o.fail(wrongType(o.child(name), "a string", kindOf(data)))
	case len(values) > 0 && !slices.Contains(values, text):
		o.fail(invalidValue(o.child(name), "got '%s', want '%s'.", short(text), strings.Join(values, "' or '")))
	default:
		*dst = text
	}
}

// fraction reads a number inside of (0, 1).
func (o *object) fraction(name string, dst *float64) {
	x, ok := o.number(name, "a number")
	switch {
	case !ok:
	case !(x > 0 && x < 1):
		o.fail(invalidValue(o.child(name), "got %v, want a number between 0 and 1.", x))
	default:
		*dst = x
	}
}

// milliseconds reads a whole number of milliseconds.
func (o *object) milliseconds(name string, dst *time.Duration, least, most time.Duration) {
	const want = "an integer"
	x, ok := o.number(name, want)
	switch {
	case !ok:
	case x != math.Trunc(x):
		o.fail(wrongType(o.child(name), want, "a decimal"))
	case x < float64(least.Milliseconds()) || x > float64(most.Milliseconds()):
		o.fail(invalidValue(o.child(name), "got %v, want %d to %d.", x, least.Milliseconds(), most.Milliseconds()))
	default:
		*dst = time.Duration(x) * time.Millisecond
	}
}

// number reads a number that is present.
func (o *object) number(name, want string) (x float64, ok bool) {
	data, ok := o.take(name)
	if !ok {
		return 0, false
	}
	if kind := kindOf(data); kind != "a number" {
		o.fail(wrongType(o.child(name), want, kind))
		return 0, false
	}
	if err := json.Unmarshal(data, &x); err != nil {
		o.fail(invalidValue(o.child(name), "got %s, want a number in range.", short(string(data))))
		return 0, false
	}
	return x, true
}

// off reads a field that asks for what the server does not do: false or null.
func (o *object) off(name string) {
	if data, ok := o.take(name); ok && string(data) != "false" && string(data) != "null" {
		o.fail(invalidValue(o.child(name), "got %s, want false: this server detects turns and gives no responses.", short(string(data))))
	}
}

// done returns the first problem: if there is none, a field that was not read.
func (o *object) done() *problem {
	if o.problem == nil && len(o.fields) > 0 {
		names := make([]string, 0, len(o.fields))
		for name := range o.fields {
			names = append(names, name)
		}
		o.problem = unknownParameter(o.child(slices.Min(names)))
	}
	return o.problem
}

// kindOf returns what a value of JSON is.
func kindOf(data []byte) string {
	switch data[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}
