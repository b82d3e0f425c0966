extension LeadView: Described {
    static let schema = Schema.object(
        "Lead", "A person to be called.",
        [
            always("_id", \._id, as: .id),
            always("userId", \.userId, as: .id, "Whose."),
            always("name", \.name),
            always("phoneNumber", \.phoneNumber, as: .e164, "The number, E.164."),
            always("email", \.email),
            always("notes", \.notes, "What the agent should know."),
            always("variables", \.variables, "More that an agent may be told, by the names of its dynamic variables."),
            always("createdAt", \.createdAt, as: .time),
            always("updatedAt", \.updatedAt, as: .time),
            orNull("archivedAt", \.archivedAt, as: .time, "Since when it is not listed any more."),
        ])
}

extension LeadsEndpoint.One: Described {
    static let schema = Schema.object([success(\.success), always("lead", \.lead)])
}

extension LeadsEndpoint.List: Described {
    static let schema = Schema.object([
        success(\.success), always("leads", \.leads), orNull("nextCursor", \.nextCursor, as: .cursor),
    ])
}

extension Schema {
    static let e164 = Schema.string(pattern: #"^\+[0-9]{1,15}$"#)
}
