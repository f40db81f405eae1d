import CallSignaling
import Foundation
import Push

/// The file that `PUSH_CREDENTIALS_FILE` names: which credentials are for which church. Keys and tokens are in files of their own, whose paths are
/// taken from this one's folder.
struct PushCredentialsFile: Decodable {
    struct Vendors: Decodable {
        let apns: Apple?
        let fcm: Google?
        let expo: Expo?
    }

    struct Apple: Decodable {
        let teamID: String
        let keyID: String
        let bundleID: String
        let keyFile: String
        let isSandbox: Bool?
        let url: String?

        enum CodingKeys: String, CodingKey {
            case teamID = "team_id"
            case keyID = "key_id"
            case bundleID = "bundle_id"
            case keyFile = "key_file"
            case isSandbox = "sandbox"
            case url
        }
    }

    struct Google: Decodable {
        let accountFile: String
        let url: String?

        enum CodingKeys: String, CodingKey {
            case accountFile = "service_account_file"
            case url
        }
    }

    struct Expo: Decodable {
        let tokenFile: String?
        let url: String?

        enum CodingKeys: String, CodingKey {
            case tokenFile = "access_token_file"
            case url
        }
    }

    let standard: Vendors?
    let churches: [String: Vendors]?
    let authorityFile: String?

    enum CodingKeys: String, CodingKey {
        case standard = "default"
        case churches
        case authorityFile = "authority_file"
    }
}

extension PushCredentials {
    /// What the file at `path` and those it names say. Throws `PushFileProblem`, which tells no secret.
    init(path: String) throws(PushFileProblem) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {  // the reason adds nothing
            throw PushFileProblem("cannot be read")
        }
        let file: PushCredentialsFile
        do {
            file = try JSONDecoder().decode(PushCredentialsFile.self, from: data)
        } catch let error as DecodingError {
            throw PushFileProblem("has no JSON of the form in operations.md\(error.place)")
        } catch {
            throw PushFileProblem("has no JSON of the form in operations.md")
        }
        let folder = URL(filePath: path).deletingLastPathComponent()
        let files = NamedFiles(folder: folder, authority: file.authorityFile)
        standard = try files.vendors(file.standard, of: "default")
        for (name, vendors) in (file.churches ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let church = ChurchID(validating: name) else {
                throw PushFileProblem("names a church \"\(name)\", which is no id")
            }
            churches[church] = try files.vendors(vendors, of: name)
        }
    }
}

/// What is wrong with the file.
struct PushFileProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Reads what the file names.
private struct NamedFiles {
    let folder: URL
    let authority: String?

    func vendors(_ vendors: PushCredentialsFile.Vendors?, of owner: String) throws(PushFileProblem)
        -> PushCredentials.Vendors
    {
        var found = PushCredentials.Vendors()
        if let apns = vendors?.apns {
            let key = try text(apns.keyFile, of: owner)
            do throws(CredentialProblem) {
                let credentials = try APNsCredentials(
                    teamID: apns.teamID, keyID: apns.keyID, bundleID: apns.bundleID, privateKey: key)
                found.apns = (
                    credentials, endpoint(apns.isSandbox == true ? .apnsSandbox : .apns, apns.url)
                )
            } catch {
                throw PushFileProblem("\(owner): \(apns.keyFile) has \(error)")
            }
        }
        if let fcm = vendors?.fcm {
            let account = try text(fcm.accountFile, of: owner)
            do throws(CredentialProblem) {
                found.fcm = (try ServiceAccount(json: Data(account.utf8)), endpoint(.fcm, fcm.url))
            } catch {
                throw PushFileProblem("\(owner): \(fcm.accountFile): \(error)")
            }
        }
        if let expo = vendors?.expo {
            let token = try expo.tokenFile.map { path throws(PushFileProblem) in
                Secret(try text(path, of: owner).trimmingBlanks())
            }
            found.expo = (token, endpoint(.expo, expo.url))
        }
        return found
    }

    private func text(_ path: String, of owner: String) throws(PushFileProblem) -> String {
        guard let text = try? String(contentsOf: resolved(path), encoding: .utf8) else {  // the reason adds nothing
            throw PushFileProblem("\(owner): \(path) cannot be read")
        }
        return text
    }

    private func resolved(_ path: String) -> URL { URL(filePath: path, relativeTo: folder) }

    private func endpoint(_ standard: PushEndpoint, _ url: String?) -> PushEndpoint {
        var endpoint = standard
        if let url { endpoint.url = url.hasSuffix("/") ? String(url.dropLast()) : url }
        endpoint.authorityFile = authority.map { resolved($0).path }
        return endpoint
    }
}

extension DecodingError {
    /// Where in the file, for messages.
    fileprivate var place: String {
        let path =
            switch self {
            case .keyNotFound(let key, let context): context.codingPath + [key]
            case .typeMismatch(_, let context), .valueNotFound(_, let context),
                .dataCorrupted(let context):
                context.codingPath
            @unknown default: [] as [any CodingKey]
            }
        return path.isEmpty ? "" : ": \(path.map(\.stringValue).joined(separator: "."))"
    }
}
