/// Answer of a command that has nothing to give back.
struct MessageResponse: AnswerBody {
    let message: String

    init(_ message: String) { self.message = message }
}
