public import ArgumentParser
public import CallSignaling
import Foundation

/// `faithflow-calls token`: mints a bearer token for development. The token alone goes to standard output.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Mint a bearer token for development.",
        discussion: "The signing secret is read from JWT_SECRET_KEY or JWT_SECRET, or the configuration file, never from an argument.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "Church the token is good for.")
    var church: ChurchID

    @Option(help: "Member, or member of staff, it names.")
    var member: MemberID

    @Option(help: "One of \(DevelopmentToken.Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    var role: DevelopmentToken.Role = .member

    @Option(help: "Display name.")
    var name: String?

    @Option(name: .customLong("ttl"), help: "How long it is good: 90s, 30m, 1h, 7d.")
    var lifetime: TokenLifetime = .hour

    func run() async throws {
        var reader = options.reader
        let secret = Secret.signing(reading: &reader)
        try reader.check()
        guard let secret else { return }
        let token = DevelopmentToken(member: member, church: church, role: role, name: name, issuedAt: Date(), lifetime: lifetime)
        print(try await token.signed(with: secret))
    }
}

extension ChurchID: ExpressibleByArgument {
    /// An id from the command line.
    public init?(argument: String) { self.init(validating: argument) }
}

extension MemberID: ExpressibleByArgument {
    /// An id from the command line.
    public init?(argument: String) { self.init(validating: argument) }
}
