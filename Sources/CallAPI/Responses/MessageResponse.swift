/// Answer of a command that has nothing to give back.
struct MessageResponse: Encodable, Sendable {
    let message: String

    init(_ message: String) { self.message = message }
}
