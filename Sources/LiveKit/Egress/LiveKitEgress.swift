public import FoundationEssentials

/// A recording, as the server has it.
public struct LiveKitEgress: Sendable, Hashable {
    /// How far it is.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case starting, active, ending, complete, failed, aborted
        case limitReached = "limit_reached"

        /// Whether nothing more comes of it.
        public var isOver: Bool {
            switch self {
            case .starting, .active, .ending: false
            case .complete, .failed, .aborted, .limitReached: true
            }
        }
    }

    /// The server's id of it.
    public let id: String
    /// The room's name.
    public let roomName: String
    /// How far it is; nil for a state that is not known here.
    public let status: Status?
    /// When it began.
    public let startedAt: Date?
    /// When it ended.
    public let endedAt: Date?
    /// When the server last wrote about it.
    public let updatedAt: Date?
    /// What went wrong; empty where nothing did.
    public let error: String
    /// What was written.
    public let files: [LiveKitFile]
    /// The path that was asked for; nil where the server does not say, or it was asked for something else than a room in one file.
    public let path: String?
}

extension LiveKitEgress: Decodable {
    private enum CodingKeys: CodingKey {
        case egressId, roomName, status, startedAt, endedAt, updatedAt, error, fileResults, file, roomComposite
    }

    private static let nanoseconds = 1e9

    /// From protobuf's JSON. Servers before 1.5 tell of a single file, later ones of a list.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.text(.egressId)
        roomName = try container.text(.roomName)
        status = try container.name(.status)
        startedAt = try container.date(.startedAt, units: Self.nanoseconds)
        endedAt = try container.date(.endedAt, units: Self.nanoseconds)
        updatedAt = try container.date(.updatedAt, units: Self.nanoseconds)
        error = try container.text(.error)
        let list: [LiveKitFile] = try container.list(.fileResults)
        files = list.isEmpty ? try container.decodeIfPresent(LiveKitFile.self, forKey: .file).map { [$0] } ?? [] : list
        path = try container.decodeIfPresent(EgressRequest.self, forKey: .roomComposite)?.path
    }
}

/// What a room's recording was begun with.
private struct EgressRequest: Decodable {
    let path: String?

    private enum CodingKeys: CodingKey {
        case fileOutputs
    }

    private struct Output: Decodable {
        let filepath: String?
    }

    init(from decoder: any Decoder) throws {
        let outputs: [Output] = try decoder.container(keyedBy: CodingKeys.self).list(.fileOutputs)
        path = outputs.first?.filepath
    }
}

extension LiveKitEgress.Status: ProtoName {
    static let numbered: [Self?] = [.starting, .active, .ending, .complete, .failed, .aborted, .limitReached]

    init?(protoName: String) {
        let prefix = "EGRESS_"
        guard protoName.hasPrefix(prefix) else { return nil }
        self.init(rawValue: protoName.dropFirst(prefix.utf8.count).lowercased())
    }
}
