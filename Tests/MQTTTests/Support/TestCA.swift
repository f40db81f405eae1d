import Foundation

/// A certificate authority made by openssl for one test, and a server certificate it signed.
struct TestCA {
    let folder: URL

    func path(_ file: String) -> String { folder.appending(path: file).path }

    var listenerOptions: String {
        "cafile \(path("ca.pem"))\ncertfile \(path("server.pem"))\nkeyfile \(path("server.key"))"
    }
}

/// Runs `body` with a CA whose server certificate is for `names`; its files are removed afterwards.
func withTestCA<R>(
    names: String = "IP:127.0.0.1", isolation: isolated (any Actor)? = #isolation, _ body: (TestCA) async throws -> R
) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "faithflow-ca-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // what is left in the temporary folder does no harm
    let openssl = "/usr/bin/openssl"
    try run(
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=Test CA",
        "-keyout", "ca.key", "-out", "ca.pem", folder: folder)
    try run(
        openssl, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=broker", "-keyout", "server.key",
        "-out",
        "server.csr", folder: folder)
    try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appending(path: "names.txt"))
    try run(
        openssl, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile",
        "names.txt",
        "-out", "server.pem", folder: folder)
    return try await body(TestCA(folder: folder))
}
