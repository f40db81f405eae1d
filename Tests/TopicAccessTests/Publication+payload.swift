import TopicAccess

extension TopicAction.Publication {
    /// Its bytes; none where they are not known.
    var payload: [UInt8] {
        if case .bytes(let payload) = content { payload } else { [] }
    }
}
