import CallControl
import FoundationEssentials

/// Answer of `GET /api/calls/history`.
struct HistoryResponse: Encodable, Sendable {
    let calls: [HistoryItemResponse]
    let total: Int
    let page: Int
    let pageSize: Int
    let hasMore: Bool

    init(_ found: HistoryPage, _ query: HistoryQuery, now: Date) {
        calls = found.calls.map { HistoryItemResponse($0, seenBy: query.member, now: now) }
        total = found.total
        page = query.page
        pageSize = query.pageSize
        hasMore = query.page * query.pageSize < found.total
    }

    enum CodingKeys: String, CodingKey {
        case calls, total, page
        case pageSize = "page_size"
        case hasMore = "has_more"
    }
}
