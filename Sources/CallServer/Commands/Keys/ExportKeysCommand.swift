import ArgumentParser
import Foundation
import TokenVerification

/// `faithflow-calls keys export`: writes the file by which the broker's plugin knows the keys that may listen there.
struct ExportKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the file of keys for the broker's plugin.",
        discussion:
            "Of keys good for \(APIAction.readSignals.rawValue), those that have not ended. Hashes, no secrets. Replaces the file, readable by its owner alone."
    )

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let now = Date()
        try await options.withAPIKeyStore { store in
            let keys = try await store.keys().filter { key in
                key.actions.contains(.readSignals) && key.revokedAt == nil && (key.expiresAt ?? .distantFuture) > now
            }
            try Self.write(try APIKeyFile(keys).data(), to: file)
            print("exported: \(keys.count)")
        }
    }

    /// Puts `data` in the place of the file at once, so that a reader sees the old one or the new one.
    private static func write(_ data: Data, to path: String) throws {
        let temporary = "\(path).\(UUID().uuidString)"
        let isMade = FileManager.default.createFile(atPath: temporary, contents: data, attributes: [.posixPermissions: 0o600])
        guard isMade, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw ValidationError("\(path) cannot be written")
        }
    }
}
