public import Foundation

/// A certificate authority made by openssl for one test, with a server certificate it signed: `ca.pem`, `server.pem`, `server.key`.
public struct TestCA: Sendable {
    private static let openssl = "/usr/bin/openssl"
    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    /// Holds all its files.
    public let folder: URL

    fileprivate init(folder: URL, names: String) throws {
        self.folder = folder
        try make(["req", "-x509"] + Self.newKey + ["-days", "90", "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem"])
        try issue("server", names: names)
    }

    /// Where a file of it is.
    public func path(_ file: String) -> String { folder.appending(path: file).path }

    /// What mosquitto's listener needs.
    public var listenerOptions: String {
        "cafile \(path("ca.pem"))\ncertfile \(path("server.pem"))\nkeyfile \(path("server.key"))"
    }

    /// Signs a new certificate for `names`, good for `days`, with `name` as its subject; it is in `<name>.pem`, its key in `<name>.key`.
    public func issue(_ name: String, names: String = "IP:127.0.0.1", days: Int = 60) throws {
        try make(["req"] + Self.newKey + ["-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).csr"])
        try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appending(path: "\(name).names"))
        try make(
            ["x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "\(days)"]
                + ["-extfile", "\(name).names", "-out", "\(name).pem"])
    }

    /// Puts the content of `files` in the place of others, by renaming, as certificate tools do.
    public func replace(_ files: [(old: String, new: String)]) throws {
        for (old, new) in files {
            try Data(contentsOf: folder.appending(path: new)).write(to: folder.appending(path: old), options: .atomic)
        }
    }

    private func make(_ arguments: [String]) throws { try run(Self.openssl, arguments: arguments, folder: folder) }
}

/// Runs `body` with a CA whose server certificate is for `names`; its files are removed afterwards.
public func withTestCA<R>(
    names: String = "IP:127.0.0.1", isolation: isolated (any Actor)? = #isolation, _ body: (TestCA) async throws -> R
) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-ca-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // what is left in the temporary folder does no harm
    return try await body(TestCA(folder: folder, names: names))
}
