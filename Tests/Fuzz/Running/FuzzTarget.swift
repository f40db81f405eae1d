/// Something that reads what strangers send.
struct FuzzTarget: Sendable {
    /// What it is called on the command line.
    let name: String
    /// Makes an input.
    let make: @Sendable (inout Randomness) -> [UInt8]
    /// Has the input read; true if it was accepted. Throws `Finding` when it was read, or refused, in a way that must not be.
    let read: @Sendable ([UInt8]) async throws -> Bool
}

/// Something is wrong with how an input was read.
struct Finding: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Throws a finding unless `condition` holds.
func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
    guard condition else { throw Finding(otherwise()) }
}
