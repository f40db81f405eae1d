import BSON

/// What a write leaves in its document, so that a writer whose answer was lost can find out whether it was done.
///
/// A document has one slot for each writer, and a writer never has two writes of a call under way. So his last mark stands in his slot,
/// however many others have written since.
package struct WriteMark: Sendable, Hashable {
    /// A repository, unique among all there ever are; fit for a field's name.
    let writer: String
    /// Counts the writer's writes.
    let number: Int

    /// The `number`th write of `writer`.
    package init(writer: String, number: Int) {
        self.writer = writer
        self.number = number
    }

    /// Whether the write was the writer's last one to `document`.
    func isIn(_ document: BSONDocument) -> Bool { document[CallField.ops]?.document?[writer]?.int == number }

    /// A name for a new writer.
    static func makeWriter() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}
