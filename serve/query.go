package serve

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/live/options"
)

// eachParam calls set for each parameter of a query. An error names the parameter.
func eachParam(query string, set func(name, value string) error) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return badParam("the query: %v", err)
	}
	for name, list := range values {
		if len(list) > 1 {
			return badParam("%q is given %d times", name, len(list))
		}
		if err := set(name, list[0]); err != nil {
			return err
		}
	}
	return nil
}

// rateOf returns the sample rate that an encoding has by default.
func rateOf(e audio.Encoding) int {
	if e == audio.MuLaw || e == audio.ALaw {
		return 8000
	}
	return 16000
}

func trueOrFalse(name, value string) (bool, error) {
	on, err := strconv.ParseBool(value)
	if err != nil {
		return false, badParam("%s is %q, want true or false", name, value)
	}
	return on, nil
}

func wholeNumber(name, value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return 0, badParam("%s is %q, want %d to %d", name, value, least, most)
	}
	return n, nil
}

func badParam(format string, args ...any) error {
	return refuse(http.StatusBadRequest, "parameter", format, args...)
}

// optionError returns an error of an option as one of a parameter; others as they are.
func optionError(err error) error {
	err = options.Name(err)
	if errors.Is(err, options.ErrUnknown) || errors.Is(err, options.ErrValue) || errors.Is(err, live.ErrOption) {
		text := strings.TrimPrefix(err.Error(), options.ErrValue.Error()+": ")
		return badParam("%s", strings.TrimPrefix(text, "options: "))
	}
	return err
}
