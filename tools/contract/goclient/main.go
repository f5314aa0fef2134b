// Goclient calls the helpdesk with the client that oapi-codegen makes from its document:
// what compiles here must work against a server that runs. check.mjs writes the client and
// runs this with the address of one.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/oapi-codegen/runtime/types"

	"github.com/newel-api/newel/tools/contract/goclient/client"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "goclient URL")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url string) error {
	nobody, err := client.NewClientWithResponses(url)
	if err != nil {
		return err
	}
	refused, err := nobody.ListTicketsWithResponse(ctx, nil)
	if err != nil || refused.ApplicationproblemJSON401 == nil || refused.ApplicationproblemJSON401.Code != "sign_in_required" {
		return fmt.Errorf("nobody is answered %v, %v", refused, err)
	}
	in, err := nobody.SignInWithResponse(ctx, client.SignInBody{
		Email: types.Email("ann@acme.test"), Password: "correct horse battery staple",
	})
	if err != nil || in.JSON200 == nil {
		return fmt.Errorf("signing in gives %v, %v", in, err)
	}
	ann, err := client.NewClientWithResponses(url, client.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+in.JSON200.Token)
		return nil
	}))
	if err != nil {
		return err
	}
	return work(ctx, ann)
}

// work lists, makes, reads and changes tickets.
func work(ctx context.Context, ann *client.ClientWithResponses) error {
	states := []client.ListTicketsParamsStateIn{"open", "pending"}
	sort := []client.ListTicketsParamsSort{"-created_at", "priority"}
	page, err := ann.ListTicketsWithResponse(ctx, &client.ListTicketsParams{StateIn: &states, Sort: &sort})
	if err != nil || page.JSON200 == nil || len(page.JSON200.Items) == 0 {
		return fmt.Errorf("the list is %v, %v", page, err)
	}
	org := page.JSON200.Items[0].Org
	made, err := ann.CreateTicketWithResponse(ctx, nil, client.CreateTicketBody{Org: org, Subject: "Made in Go"})
	if err != nil || made.JSON201 == nil || made.JSON201.Priority != "normal" {
		return fmt.Errorf("a create gives %v, %v", made, err)
	}
	expand := []client.GetTicketParamsExpand{"requester", "comments"}
	got, err := ann.GetTicketWithResponse(ctx, made.JSON201.Id, &client.GetTicketParams{Expand: &expand})
	if err != nil || got.JSON200 == nil || *got.JSON200.Expand.Requester.Name != "Ann" || got.JSON200.CommentCount != 0 {
		return fmt.Errorf("a get gives %v, %v", got, err)
	}
	subject := ""
	wrong, err := ann.UpdateTicketWithResponse(ctx, made.JSON201.Id, nil, client.UpdateTicketBody{Subject: &subject})
	if err != nil || wrong.ApplicationproblemJSON422 == nil || len(*wrong.ApplicationproblemJSON422.Errors) != 1 {
		return fmt.Errorf("a wrong update gives %v, %v", wrong, err)
	}
	gone, err := ann.SignOutWithResponse(ctx)
	if err != nil || gone.StatusCode() != http.StatusNoContent {
		return fmt.Errorf("signing out gives %v, %v", gone, err)
	}
	return nil
}
