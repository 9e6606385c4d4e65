package realtime

import "fmt"

// problem is what is wrong with an event of a client.
type problem struct {
	code    string // the protocol's
	param   string // the field; "" for none
	message string
}

// Error makes a problem an error.
func (p *problem) Error() string { return p.message }

func unknownParameter(path string) *problem {
	return &problem{"unknown_parameter", path,
		fmt.Sprintf("Unknown parameter: '%s'. This server detects turns; it takes no options of a model that answers.", short(path))}
}

func missing(path string) *problem {
	return &problem{"missing_required_parameter", path, fmt.Sprintf("Missing required parameter: '%s'.", path)}
}

func wrongType(path, want, got string) *problem {
	what := "the event"
	if path != "" {
		what = "'" + path + "'"
	}
	return &problem{"invalid_type", path, fmt.Sprintf("Invalid type for %s: expected %s, but got %s instead.", what, want, got)}
}

func invalidValue(path, format string, args ...any) *problem {
	return &problem{"invalid_value", path, fmt.Sprintf("Invalid value for '%s': ", path) + fmt.Sprintf(format, args...)}
}

// short returns text that a client chose, no longer than an error needs.
func short(text string) string {
	const most = 64
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}
