"""The import of an OpenAPI document into an HTTP API, which MiniStack lacks."""
