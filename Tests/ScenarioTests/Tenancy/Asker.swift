/// Who asks something by REST, seen from the church whose call or member it is about: the columns of the matrix of routes.
enum Asker: String, CaseIterable {
    case own, stranger, otherChurch, admin, otherAdmin, service, otherService, nobody

    /// The column's heading.
    var title: String {
        switch self {
        case .own: "own"
        case .stranger: "same-church stranger"
        case .otherChurch: "other church"
        case .admin: "admin"
        case .otherAdmin: "other church's admin"
        case .service: "API key of this church"
        case .otherService: "API key of another church"
        case .nobody: "no token"
        }
    }

    /// His bearer token, or the key of a back end that acts for `owner`, where `owner` is the member whose business it is. The member of the other church has the very same id.
    func token(_ scene: Scene, owner: String, _ keys: ServiceKeys) async throws -> String? {
        switch self {
        case .own: try await Tokens.mint(member: owner, church: scene.church)
        case .stranger: try await Tokens.mint(member: Scene.stranger, church: scene.church)
        case .otherChurch: try await Tokens.mint(member: owner, church: scene.otherChurch)
        case .admin: try await Tokens.mint(admin: Scene.admin, church: scene.church)
        case .otherAdmin: try await Tokens.mint(admin: Scene.admin, church: scene.otherChurch)
        case .service: keys.ofAll
        case .otherService: keys.ofAnother
        case .nobody: nil
        }
    }

    /// Where his own wishes are kept, by the document's id.
    func wishes(_ scene: Scene, owner: String) -> String? {
        switch self {
        case .own, .service: "\(scene.church)/\(owner)"
        case .stranger: "\(scene.church)/\(Scene.stranger)"
        case .otherChurch: "\(scene.otherChurch)/\(owner)"
        case .admin: "\(scene.church)/\(Scene.admin)"
        case .otherAdmin: "\(scene.otherChurch)/\(Scene.admin)"
        case .otherService, .nobody: nil
        }
    }

    /// Whether he names the church and the member he acts for.
    var isBackEnd: Bool { self == .service || self == .otherService }
}

extension Tokens {
    static func mint(member: String, church: String) async throws -> String {
        try await mint(["sub": .string(member), "role": "member", "type": "member", "session_church_id": .string(church)])
    }

    static func mint(admin: String, church: String) async throws -> String {
        try await mint(["sub": .string(admin), "role": "admin", "church_id": .string(church)])
    }
}
