fn main() {
    use api::graphql::{Introspection, permissions::permissions, schema, sdl::sdl};
    let schema = schema(Introspection::On);
    std::fs::write("schema.graphql", sdl(&schema)).unwrap();
    std::fs::write("docs/permissions.md", permissions(&schema)).unwrap();
}
