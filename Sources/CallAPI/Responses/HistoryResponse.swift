import CallControl
import FoundationEssentials

/// Answer of `GET /api/calls/history`.
struct HistoryResponse: AnswerBody {
    let calls: [HistoryItemResponse]
    /// Nil after a cursor, as is `page`.
    let total: Nullable<Int>
    let page: Nullable<Int>
    let pageSize: Int
    let hasMore: Bool
    /// Nil where nothing follows.
    let nextCursor: Nullable<HistoryCursor>

    init(_ found: HistoryPage, _ query: HistoryQuery, now: Date) {
        calls = found.calls.map { HistoryItemResponse($0, seenBy: query.member, now: now) }
        total = Nullable(found.total)
        page = Nullable(query.position == nil ? query.page : nil)
        pageSize = query.pageSize
        hasMore = found.hasMore
        nextCursor = Nullable(found.next.map(HistoryCursor.init(position:)))
    }

    enum CodingKeys: String, CodingKey {
        case calls, total, page
        case pageSize = "page_size"
        case hasMore = "has_more"
        case nextCursor = "next_cursor"
    }
}
