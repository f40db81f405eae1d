import CallSignaling
import Hummingbird

/// The query parameters of a request, read with refusals that name the parameter. Unknown ones are ignored; an empty one counts as absent. One that
/// stands there twice is refused: readers differ in which of the two counts.
struct QueryFields {
    private let parameters: Parameters

    init(_ parameters: Parameters) { self.parameters = parameters }

    /// A whole number within `range`.
    func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = try value(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Problem(.invalidParameter, "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// One of the values of `type`.
    func choice<Choice>(_ name: String, of type: Choice.Type) throws -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = try value(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw Problem(.invalidParameter, "\(name) must be one of: \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return choice
    }

    /// An id, made by `make` if it is valid.
    func id<ID>(_ name: String, _ make: (String) -> ID?) throws -> ID? {
        guard let text = try value(name) else { return nil }
        guard let id = make(text) else { throw Problem(.invalidParameter, "\(name) must be a text of \(BodyFields.idRule).") }
        return id
    }

    /// Ids of members, separated by commas; nil where it is absent. One that comes again counts where it came first.
    func members(_ name: String, limit: Int) throws -> [MemberID]? {
        guard let text = try value(name) else { return nil }
        let parts = text.split(separator: ",", maxSplits: limit, omittingEmptySubsequences: false)
        let members = parts.compactMap { MemberID(validating: String($0)) }
        guard members.count == parts.count, members.count <= limit else {
            throw Problem(.invalidParameter, "\(name) must be at most \(limit) ids of members, separated by commas.")
        }
        var seen: Set<MemberID> = []
        return members.filter { seen.insert($0).inserted }
    }

    /// A cursor of an earlier answer.
    func cursor(_ name: String) throws -> HistoryCursor? {
        guard let text = try value(name) else { return nil }
        guard let cursor = HistoryCursor(validating: text) else {
            throw Problem(.invalidParameter, "\(name) must be the next_cursor of an earlier answer.")
        }
        return cursor
    }

    private func value(_ name: String) throws -> String? {
        let values = parameters.getAll(name)
        guard values.count <= 1 else { throw Problem(.invalidParameter, "\(name) must stand there once.") }
        return values.first.flatMap { $0.isEmpty ? nil : $0 }
    }
}
