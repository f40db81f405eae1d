import CallControl

extension HistoryQuery {
    /// How many calls come before the page, or after the position and before it.
    var offset: Int {
        if position != nil { return 0 }
        let (offset, isTooLarge) = max(0, page - 1).multipliedReportingOverflow(by: limit)
        return isTooLarge ? .max : offset
    }

    /// Calls a page, at least one.
    var limit: Int { max(1, pageSize) }
}
