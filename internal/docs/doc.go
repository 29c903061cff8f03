// Package docs holds the tests that keep the documentation, action.yml and the
// Dockerfile true; it has no code.
package docs
