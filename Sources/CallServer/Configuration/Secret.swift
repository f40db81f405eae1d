/// A text that must not be shown: it has no printable form.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text. Whoever reads it answers for where it goes.
    let text: String

    /// A secret.
    init(_ text: String) { self.text = text }

    /// Always the same.
    var description: String { "(secret)" }

    /// Always the same.
    var debugDescription: String { description }

    /// Empty.
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
