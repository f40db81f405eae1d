import CallAPI
import Foundation
import TestSupport
import TokenVerification

/// Keys of two back ends, each good for every action.
struct ServiceKeys: Sendable {
    struct NotMade: Error {}

    /// Of all churches.
    let ofAll: String
    /// Of a church that none of the matrix is.
    let ofAnother: String

    /// Makes them as operators do, and waits until the service knows them.
    init(in deployment: Deployment) async throws {
        ofAll = try await Self.make(deployment, church: "*")
        ofAnother = try await Self.make(deployment, church: "elsewhere")
        for (key, status) in [(ofAll, 404), (ofAnother, 404)] {
            while try await deployment.service.send(.GET, "/api/calls/active?caller_id=nobody&church_id=elsewhere", token: key).status
                != status
            {
                try await letTimePass(until: Date() + 0.05)
            }
        }
    }

    private static func make(_ deployment: Deployment, church: String) async throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-keys-\(UUID().uuidString)")
        let actions = APIAction.allCases.flatMap { ["--action", $0.rawValue] }
        let command = try ServerProcess(
            [TestService.executable, "keys", "create", "--name", "matrix", "--church", church] + actions, folder: folder,
            environment: deployment.service.environment, isTold: true)
        defer { command.stop() }
        guard try await command.exitStatus(within: 20) == 0, let found = command.lastOutput.firstMatch(of: /ffk_[0-9a-f]{16}_[0-9a-f]{64}/)
        else {
            throw NotMade()
        }
        return String(found.0)
    }
}
