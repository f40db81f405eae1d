extension MQTTMessage {
    /// Throws `invalidMessage` when a property would be cut short or refused on its way through C.
    func validate() throws(MQTTError) {
        var strings = [properties.contentType, properties.responseTopic].compactMap { $0 }
        strings += properties.userProperties.flatMap { [$0.name, $0.value] }
        for string in strings where string.utf8.count > TopicRules.longest || string.utf8.contains(0) {
            throw MQTTError(.invalidMessage, "a property is longer than \(TopicRules.longest) bytes or contains U+0000")
        }
        guard properties.correlationData?.count ?? 0 <= TopicRules.longest else {
            throw MQTTError(.invalidMessage, "correlation data is longer than \(TopicRules.longest) bytes")
        }
    }
}
