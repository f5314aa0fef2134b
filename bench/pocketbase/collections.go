package main

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const (
	readRule   = "status = 'published' || author = @request.auth.id"
	writeRule  = "author = @request.auth.id"
	createRule = "@request.auth.id != '' && author = @request.auth.id"
)

// collections makes the tables: users are there already.
func collections(app core.App) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return fmt.Errorf("find users: %w", err)
	}
	users.ViewRule = types.Pointer("") // authors stand beside their articles
	if err := app.Save(users); err != nil {
		return fmt.Errorf("save users: %w", err)
	}
	articles := core.NewBaseCollection("articles")
	articles.ListRule, articles.ViewRule = types.Pointer(readRule), types.Pointer(readRule)
	articles.CreateRule, articles.UpdateRule = types.Pointer(createRule), types.Pointer(writeRule)
	articles.Fields.Add(
		&core.RelationField{Name: "author", CollectionId: users.Id, MaxSelect: 1, Required: true, CascadeDelete: true},
		&core.TextField{Name: "slug", Required: true, Min: 1, Max: 200, Pattern: "^[a-z0-9-]+$"},
		&core.TextField{Name: "title", Required: true, Min: 1, Max: 200},
		&core.TextField{Name: "body", Max: 20000},
		&core.SelectField{Name: "status", Required: true, MaxSelect: 1, Values: []string{"draft", "published"}},
		&core.AutodateField{Name: "created_at", OnCreate: true},
		&core.AutodateField{Name: "updated_at", OnCreate: true, OnUpdate: true},
	)
	articles.AddIndex("idx_articles_slug", true, "slug", "")
	articles.AddIndex("idx_articles_author", false, "author, created_at DESC, id DESC", "")
	if err := app.Save(articles); err != nil {
		return fmt.Errorf("save articles: %w", err)
	}
	comments := core.NewBaseCollection("comments")
	comments.Fields.Add(
		&core.RelationField{Name: "article", CollectionId: articles.Id, MaxSelect: 1, Required: true, CascadeDelete: true},
		&core.RelationField{Name: "author", CollectionId: users.Id, MaxSelect: 1, Required: true, CascadeDelete: true},
		&core.TextField{Name: "body", Required: true, Max: 2000},
		&core.AutodateField{Name: "created_at", OnCreate: true},
	)
	comments.AddIndex("idx_comments_article", false, "article", "")
	comments.AddIndex("idx_comments_author", false, "author", "")
	if err := app.Save(comments); err != nil {
		return fmt.Errorf("save comments: %w", err)
	}
	return nil
}
