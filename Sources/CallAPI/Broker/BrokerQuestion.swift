import TopicAccess

/// Body of `/broker/auth`, as EMQX makes it of its template: whether somebody may log in.
struct LoginQuestion: Decodable {
    let clientID: String
    let userName: String?
    let password: String?

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        clientID = try fields.rendered("clientid") ?? ""
        userName = try fields.rendered("username")
        password = try fields.rendered("password")
    }
}

/// Body of `/broker/acl`, as EMQX makes it of its template: whether somebody may do something with a topic.
struct TopicQuestion: Decodable {
    private enum Action: String, CaseIterable {
        case publish, subscribe
    }

    let clientID: String
    let userName: String?
    let topic: String
    /// What he was given when he logged in, where he was given it.
    let pass: String?
    private let action: Action
    private let isRetained: Bool

    init(from decoder: any Decoder) throws {
        let fields = try BodyFields(decoder)
        clientID = try fields.rendered("clientid") ?? ""
        userName = try fields.rendered("username")
        topic = try fields.require("topic", fields.rendered("topic"), "a topic")
        action = try fields.require("action", fields.choice("action", of: Action.self), "publish or subscribe")
        // Whatever is not plainly no may be retained.
        isRetained = try !["false", "0"].contains(fields.rendered("retain"))
        pass = try fields.rendered("pass")
    }

    /// What he wants, `content` being what is known of payloads.
    func action(_ content: TopicAction.Publication.Content) -> TopicAction {
        switch action {
        case .subscribe: .subscribe
        case .publish: .publish(TopicAction.Publication(content: content, isRetained: isRetained))
        }
    }
}
