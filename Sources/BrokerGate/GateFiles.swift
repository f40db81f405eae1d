import FoundationEssentials
import TokenVerification

/// The files that keys and revocations come from, and what was last good in them.
///
/// Of each kind, secrets, public keys, key set, revocations and API keys, all files must be right, or what they last held stays in force.
struct GateFiles {
    /// What was done about the files of one kind.
    enum Outcome: Equatable {
        /// They hold something else now.
        case changed(String)
        /// They are of no use; the last good ones count.
        case failed(String, String)
    }

    /// Files of one kind. `take` puts what is in them into force, true if that changes anything.
    private struct Kind {
        let name: String
        var files: [WatchedFile]
        var problem: String?
        let take: ([(path: String, data: Data)]) throws(GateFailure) -> Bool

        init(_ name: String, _ paths: [String], take: @escaping ([(path: String, data: Data)]) throws(GateFailure) -> Bool) {
            self.name = name
            files = paths.map(WatchedFile.init)
            self.take = take
        }

        mutating func read() throws(GateFailure) -> Bool {
            var contents: [(String, Data)] = []
            for index in files.indices { contents.append((files[index].path, try files[index].read())) }
            return try take(contents)
        }
    }

    private var kinds: [Kind] = []

    /// Reads all files of `settings` into `ring`, `revocations` and `listeners`. Throws what is wrong with the first that is of no use.
    init(_ settings: GateSettings, ring: KeyRing, revocations: RevocationList, listeners: ListenerKeys? = nil) throws(GateFailure) {
        if let path = settings.secretFile {
            kinds.append(Kind("secrets", [path]) { (files) throws(GateFailure) in try ring.replace(.secrets, with: Self.secrets(files)) })
        }
        if !settings.publicKeyFiles.isEmpty {
            let paths = settings.publicKeyFiles
            kinds.append(Kind("public keys", paths) { (files) throws(GateFailure) in try ring.replace(.files, with: Self.keys(files)) })
        }
        if let path = settings.keySetFile {
            kinds.append(
                Kind("published keys", [path]) { (files) throws(GateFailure) in try ring.replace(.published, with: Self.set(files)) })
        }
        if let path = settings.revocationFile {
            kinds.append(
                Kind("revocations", [path]) { (files) throws(GateFailure) in
                    revocations.replace(with: try Self.revocations(files))
                    return true
                })
        }
        if let path = settings.apiKeyFile, let listeners {
            kinds.append(Kind("API keys", [path]) { (files) throws(GateFailure) in try listeners.replace(with: files) })
        }
        for index in kinds.indices { _ = try kinds[index].read() }
    }

    /// Reads what has changed, or, `again`, everything. What was wrong already is not told twice, unless everything is read.
    mutating func refresh(again: Bool) -> [Outcome] {
        kinds.indices.compactMap { index in
            guard again || kinds[index].files.contains(where: \.hasChanged) else { return nil }
            do throws(GateFailure) {
                let isChange = try kinds[index].read()
                kinds[index].problem = nil
                return isChange || again ? .changed(kinds[index].name) : nil
            } catch {
                guard again || kinds[index].problem != error.description else { return nil }
                kinds[index].problem = error.description
                return .failed(kinds[index].name, error.description)
            }
        }
    }

    private static func secrets(_ files: [(path: String, data: Data)]) throws(GateFailure) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for file in files { keys += try SigningSecrets.keys(in: file.data, file.path) }
        return keys
    }

    private static func keys(_ files: [(path: String, data: Data)]) throws(GateFailure) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for file in files {
            do throws(KeyProblem) {
                keys += try KeyFile.keys(in: file.data)
            } catch {
                throw GateFailure("the key file \(file.path) is or has \(error)")
            }
        }
        return keys
    }

    /// An empty set is good: it is how an issuer withdraws everything.
    private static func set(_ files: [(path: String, data: Data)]) throws(GateFailure) -> [VerificationKey] {
        var keys: [VerificationKey] = []
        for file in files {
            do throws(PublishedKeySetFailure) {
                keys += try PublishedKeySet(json: file.data).keys
            } catch {
                throw GateFailure("the key set file \(file.path) is \(error)")
            }
        }
        return keys
    }

    private static func revocations(_ files: [(path: String, data: Data)]) throws(GateFailure) -> [Revocation] {
        var revocations: [Revocation] = []
        for file in files {
            do throws(RevocationFileFailure) {
                revocations += try RevocationFile.revocations(in: file.data)
            } catch {
                throw GateFailure("the revocation file \(file.path) is or has \(error)")
            }
        }
        return revocations
    }
}
