package serve

import "net/url"

// eachParam calls set for each parameter of a query. An error names the parameter.
func eachParam(query string, set func(name, value string) error) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return badParam("the query: %v", err)
	}
	for name, list := range values {
		if len(list) > 1 {
			return badParam("%s is given %d times", name, len(list))
		}
		if err := set(name, list[0]); err != nil {
			return err
		}
	}
	return nil
}
