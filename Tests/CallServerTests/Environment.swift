@testable import CallServer

/// The least environment the service starts with.
let leastEnvironment = ["JWT_SECRET_KEY": String(repeating: "k", count: 32), "MONGO_URL": "mongodb://app:pa55@db:27017/?replicaSet=rs0"]

/// The configuration of `changes` to the least environment.
func configuration(_ changes: [String: String] = [:], file: ConfigurationFile? = nil) throws -> ServerConfiguration {
    var reader = ConfigurationReader(environment: leastEnvironment.merging(changes) { $1 }, file: file)
    return try ServerConfiguration(reading: &reader)
}

/// What is wrong with `environment`; nothing where it is fine.
func problems(_ environment: [String: String], file: ConfigurationFile? = nil) -> [ConfigurationProblem] {
    var reader = ConfigurationReader(environment: environment, file: file)
    do {
        _ = try ServerConfiguration(reading: &reader)
        return []
    } catch {
        return error.problems
    }
}
