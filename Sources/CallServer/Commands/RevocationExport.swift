import FoundationEssentials
import TokenVerification

/// Writes the revocations that hold to a file, for those that cannot read the store.
///
/// The file is exchanged as a whole: whoever reads it finds the old one or the new one.
struct RevocationExport {
    let store: any RevocationStore
    /// The file.
    let path: String

    /// Writes it once, or, `interval` seconds being given, whenever something has changed, until cancelled. Then the store may be away meanwhile:
    /// the last file stays, and standard error tells.
    func run(every interval: Double?) async throws {
        var last: String?
        repeat {
            do {
                let text = RevocationFile.text(try await store.revocations(at: Date()))
                if text != last {
                    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
                    last = text
                }
            } catch  where interval != nil {
                StandardStream.error.print("revoke: the file stays as it was: \(error)")
            }
            guard let interval else { return }
            try await Task.sleep(for: .seconds(interval))
        } while !Task.isCancelled
    }
}
