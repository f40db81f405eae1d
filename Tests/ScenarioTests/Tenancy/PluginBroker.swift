import Foundation
import TestSupport

/// A broker as docker/mosquitto has it: the plugin for members, accounts for the service, an observer and a bridge.
enum PluginBroker {
    static let service = "faithflow-system"
    static let password = "password-of-the-accounts-password-of-the-accounts"
    private static let accounts = [service, "observer", "bridge"]

    /// The plugin, built beside the tests.
    private static let plugin: String = {
        let folder = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".")
        return folder.appending(path: "libfaithflow-mosquitto-plugin.so").path
    }()

    /// Without a bound of queues (0), which other scenarios have, mosquitto 2.0.11 would disconnect whoever is refused a publish.
    static func start() async throws -> TestMosquitto {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let files = [
            "secrets": Deployment.secret + "\n", "passwords": try hashed(),
            "access": try String(contentsOf: root.appending(path: "topics/acl/mosquitto.acl"), encoding: .utf8),
        ]
        let configuration = """
            allow_anonymous false
            plugin \(plugin)
            plugin_opt_secret_file secrets
            plugin_opt_accounts \(accounts.joined(separator: ","))
            password_file passwords
            acl_file access
            max_queued_messages 100000
            """
        return try await TestMosquitto.start(configuration: configuration, files: files)
    }

    /// The password file, hashed by mosquitto's own program.
    private static func hashed() throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "faithflow-passwords-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }  // what is left in the temporary folder does no harm
        try Data(accounts.map { "\($0):\(password)\n" }.joined().utf8).write(to: file)
        try run("/usr/bin/mosquitto_passwd", "-U", file.path)
        return try String(contentsOf: file, encoding: .utf8)
    }
}
