/// What `tail` prints for each message: filters, takes copies out, and writes a line.
struct SignalView {
    /// How lines are written.
    enum Form: Hashable, Sendable {
        case line(SignalStyle)
        case json
    }

    private let filter: SignalFilter
    private let form: Form
    private let showsCopies: Bool
    private var deduplicator = SignalDeduplicator()

    /// A view. `showsCopies` shows a signal once for each topic it came on.
    init(filter: SignalFilter, form: Form, showsCopies: Bool = false) {
        self.filter = filter
        self.form = form
        self.showsCopies = showsCopies
    }

    /// The line of `signal`; nil if it is not shown.
    mutating func line(for signal: ReceivedSignal) throws -> String? {
        guard filter.admits(signal) else { return nil }
        let verdict = deduplicator.judge(signal)
        guard verdict != .copy || showsCopies else { return nil }
        let isRepeated = verdict == .repeated
        switch form {
        case .line(let style): return SignalLine(signal, isRepeated: isRepeated).text(style)
        case .json: return try SignalRecord(signal, isRepeated: isRepeated).line
        }
    }
}
