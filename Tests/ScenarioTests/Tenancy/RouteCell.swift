import CallAPI

/// What becomes of one request: the answer, and what it left behind.
struct RouteCell: Hashable, CustomStringConvertible {
    /// What a request can tell or change.
    enum Trace: String, Comparable {
        /// The answer tells of the call or the wishes in question.
        case told
        /// The call or the wishes in question have changed, or there is a new call of that church.
        case changed
        /// The asker's own wishes have changed, which are not those in question.
        case ownChanged = "own changed"
        /// Something was published on topics of that church.
        case published
        /// Anything else was changed or published. Nobody may do that.
        case strayed

        static func < (one: Trace, other: Trace) -> Bool { one.rawValue < other.rawValue }
    }

    let status: Int
    let code: String?
    let traces: Set<Trace>

    static func granted(_ traces: Trace...) -> RouteCell { RouteCell(status: 200, code: nil, traces: Set(traces)) }

    static func refused(_ code: ProblemCode) -> RouteCell { RouteCell(status: code.status, code: code.rawValue, traces: []) }

    var description: String {
        let outcome = code.map { "\(status) `\($0)`" } ?? "\(status)"
        let left = traces.isEmpty ? code == nil ? ", nothing of it" : "" : ", " + traces.sorted().map(\.rawValue).joined(separator: ", ")
        return outcome + left
    }
}

/// A cell for each asker; one that is forgotten does not compile.
struct RouteCells {
    let own: RouteCell
    let stranger: RouteCell
    let otherChurch: RouteCell
    let admin: RouteCell
    let otherAdmin: RouteCell
    let service: RouteCell
    let otherService: RouteCell
    let nobody: RouteCell

    subscript(asker: Asker) -> RouteCell {
        switch asker {
        case .own: own
        case .stranger: stranger
        case .otherChurch: otherChurch
        case .admin: admin
        case .otherAdmin: otherAdmin
        case .service: service
        case .otherService: otherService
        case .nobody: nobody
        }
    }

    /// For those who take part in a call, and back ends that act for them; `admin` where an administrator may do it too.
    static func ofCall(_ own: RouteCell, admin: RouteCell = .refused(.notParticipant), service: RouteCell? = nil) -> RouteCells {
        RouteCells(
            own: own, stranger: .refused(.notParticipant), otherChurch: .refused(.unknownCall), admin: admin,
            otherAdmin: .refused(.unknownCall), service: service ?? own, otherService: .refused(.forbiddenScope),
            nobody: .refused(.missingToken))
    }

    /// For everybody who belongs to a church, each about himself: `others` is what it is to those whom it does not concern, `service` to a back end where it is not him.
    static func ofMember(_ own: RouteCell, others: RouteCell, service: RouteCell? = nil) -> RouteCells {
        RouteCells(
            own: own, stranger: others, otherChurch: others, admin: others, otherAdmin: others, service: service ?? own,
            otherService: .refused(.forbiddenScope), nobody: .refused(.missingToken))
    }

    /// For administrators of the church; `elsewhere` is what it is to those of another.
    static func ofAdministrators(_ cell: RouteCell, elsewhere: RouteCell = .refused(.unknownWebhook)) -> RouteCells {
        let no = RouteCell.refused(.forbiddenRole)
        return RouteCells(
            own: no, stranger: no, otherChurch: no, admin: cell, otherAdmin: elsewhere, service: .refused(.forbiddenScope),
            otherService: .refused(.forbiddenScope), nobody: .refused(.missingToken))
    }

    /// For everybody of the church.
    static func ofChurch(_ cell: RouteCell) -> RouteCells {
        RouteCells(
            own: cell, stranger: cell, otherChurch: .refused(.unknownMember), admin: cell, otherAdmin: .refused(.unknownMember),
            service: cell, otherService: .refused(.forbiddenScope), nobody: .refused(.missingToken))
    }

    /// For everybody who belongs to a church, about his own; `elsewhere` is what it is to those of another.
    static func ofOwnChurch(_ own: RouteCell, elsewhere: RouteCell) -> RouteCells {
        RouteCells(
            own: own, stranger: own, otherChurch: elsewhere, admin: own, otherAdmin: elsewhere, service: own,
            otherService: .refused(.forbiddenScope), nobody: .refused(.missingToken))
    }

    /// For anybody.
    static func ofAnybody(_ cell: RouteCell) -> RouteCells {
        RouteCells(
            own: cell, stranger: cell, otherChurch: cell, admin: cell, otherAdmin: cell, service: cell, otherService: cell, nobody: cell)
    }

    /// For brokers, which have a secret of their own; the media server has one too.
    static var ofBrokers: RouteCells {
        let no = RouteCell.refused(.invalidToken)
        return RouteCells(
            own: no, stranger: no, otherChurch: no, admin: no, otherAdmin: no, service: no, otherService: no,
            nobody: .refused(.missingToken))
    }
}
