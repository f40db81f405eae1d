/// How far somebody has heard: the `id` of an event, which comes back as `Last-Event-ID`.
///
/// `<run>-<number>`: numbers count a church's events within one run, in which this instance has missed nothing. A position in another run, or at another instance, says nothing here.
struct EventPosition: Hashable, Sendable {
    let run: String
    let number: Int

    init(run: String, number: Int) {
        self.run = run
        self.number = number
    }

    /// The position that `text` writes down; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]), number >= 0, parts[0].count <= 32 else { return nil }
        run = String(parts[0])
        self.number = number
    }

    /// As it is written.
    var text: String { "\(run)-\(number)" }
}
