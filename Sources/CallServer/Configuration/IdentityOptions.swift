import FoundationEssentials
import TokenVerification

/// How bearer tokens are verified.
struct IdentityOptions: Sendable, Hashable {
    /// Where the issuer publishes its keys.
    struct KeySet: Sendable, Hashable {
        /// The address.
        var url: URL
        /// Seconds between fetches.
        var refresh: Double
        /// Seconds between fetches that unknown keys cause.
        var floor: Double
    }

    /// The HS256 secret, 32 bytes or more.
    var signingSecret: Secret?
    /// Further HS256 secrets whose tokens are good too, while the secret is replaced.
    var additionalSecrets: [Secret] = []
    /// Files of public keys.
    var keyFiles: [KeyFile] = []
    /// Published keys.
    var keySet: KeySet?
    /// What tokens must say.
    var rules = TokenRules()
    /// Seconds between readings of the revocations.
    var revocationPoll = 5.0
}

extension IdentityOptions {
    /// All secrets whose tokens are good.
    var secrets: [String] { ([signingSecret] + additionalSecrets).compactMap { $0?.text } }

    /// The settings of the section; nil, remembered as a problem, where there is no key at all.
    init?(reading reader: inout ConfigurationReader) {
        typealias Keys = ConfigurationKeys
        let hasKeys = reader.isSet(Keys.publicKeyFiles) || reader.isSet(Keys.jwksURL)
        signingSecret = Secret.signing(reading: &reader, isRequired: !hasKeys)
        additionalSecrets = Secret.additional(reading: &reader)
        for path in reader.read(Keys.publicKeyFiles) ?? [] {
            let file = KeyFile(path: path)
            do throws(KeyProblem) {
                _ = try file.keys()
                keyFiles.append(file)
            } catch {
                reader.report(
                    Keys.publicKeyFiles.name, found: "\(path) is or has \(error)",
                    remedy: "name PEM files of public keys, separated by commas")
            }
        }
        let (refresh, floor) = (reader.read(Keys.jwksRefresh, 300), reader.read(Keys.jwksFloor, 10))
        keySet = reader.read(Keys.jwksURL).map { KeySet(url: $0, refresh: refresh, floor: floor) }
        rules.issuers = reader.read(Keys.issuers) ?? []
        rules.audiences = reader.read(Keys.audiences) ?? []
        rules.leeway = reader.read(Keys.leeway, rules.leeway)
        revocationPoll = reader.read(Keys.revocationPoll, revocationPoll)
        guard signingSecret != nil || hasKeys else { return nil }
    }
}

extension Secret {
    /// `JWT_SECRET_KEY`, else `JWT_SECRET`; nil without either, which is a problem where `isRequired`.
    static func signing(reading reader: inout ConfigurationReader, isRequired: Bool = true) -> Secret? {
        let key = reader.isSet(ConfigurationKeys.jwtSecretKey) ? ConfigurationKeys.jwtSecretKey : ConfigurationKeys.jwtSecret
        guard reader.isSet(key) else {
            if isRequired {
                reader.report(
                    ConfigurationKeys.jwtSecretKey.name, found: "not set, nor is JWT_SECRET",
                    remedy: "set it to the secret of the bearer tokens, at least 32 bytes (`openssl rand -hex 32` makes one)")
            }
            return nil
        }
        guard let text = reader.read(key) else { return nil }
        do throws(KeyProblem) {
            _ = try VerificationKey(secret: text)
            return Secret(text)
        } catch {
            reader.report(key.name, found: "\(error)", remedy: "set it to the secret of the bearer tokens")
            return nil
        }
    }

    /// `JWT_ADDITIONAL_SECRETS`; one that is of no use is a problem.
    fileprivate static func additional(reading reader: inout ConfigurationReader) -> [Secret] {
        let key = ConfigurationKeys.jwtAdditionalSecrets
        return (reader.read(key) ?? []).enumerated().compactMap { index, text in
            do throws(KeyProblem) {
                _ = try VerificationKey(secret: text)
                return Secret(text)
            } catch {
                reader.report(key.name, found: "number \(index + 1) is \(error)", remedy: "name secrets that tokens are signed with")
                return nil
            }
        }
    }
}
