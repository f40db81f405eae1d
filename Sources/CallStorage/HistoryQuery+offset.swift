import CallControl

extension HistoryQuery {
    /// How many calls come before the page.
    var offset: Int { max(0, page - 1) * pageSize }
}
