/// How HTTPS is spoken with clients.
struct HTTPSOptions: Sendable, Hashable {
    /// PEM file of the certificate and those that vouch for it.
    var certificateFile: String
    /// PEM file of its key.
    var keyFile: String
    /// PEM file of authorities, one of which must vouch for each client; nil asks clients for nothing.
    var clientAuthorityFile: String?
    /// Whether HTTP/2 is offered.
    var offersHTTP2: Bool
}

extension HTTPSOptions {
    /// `HTTP_TLS_…`, `HTTP2_ENABLED`; nil without a certificate. Reads the files: a pair that is of no use is a problem.
    init?(reading reader: inout ConfigurationReader) {
        let pair = [ConfigurationKeys.httpTLSCertificate, ConfigurationKeys.httpTLSKey]
        let names = pair.filter { reader.isSet($0) }.map(\.name)
        let paths = pair.map { reader.read($0) }
        offersHTTP2 = reader.read(ConfigurationKeys.http2Enabled, false)
        clientAuthorityFile = reader.read(ConfigurationKeys.httpTLSClientAuthority)
        guard !names.isEmpty else {
            let needs = [ConfigurationKeys.httpTLSClientAuthority.name].filter { _ in reader.isSet(ConfigurationKeys.httpTLSClientAuthority)
            }
            for name in needs + (offersHTTP2 ? [ConfigurationKeys.http2Enabled.name] : []) {
                reader.report(name, found: "set, but HTTP_TLS_CERT is not", remedy: "set HTTP_TLS_CERT and HTTP_TLS_KEY, or unset it")
            }
            return nil
        }
        for key in pair where !names.contains(key.name) {
            reader.report(key.name, found: "not set, but \(names[0]) is", remedy: "set both or neither")
        }
        guard let certificate = paths[0], let key = paths[1] else { return nil }
        certificateFile = certificate
        keyFile = key
        do throws(CertificateFailure) {
            _ = try CertificatePair(self)
        } catch {
            reader.report(error.setting, found: error.found, remedy: error.remedy)
        }
    }
}
