/// The service's version (semver.org).
enum ServiceVersion {
    static let current = "0.1.0"
}
