import HTTP
import JSONWire
import PhoneNumbers

extension LeadsEndpoint {
    static let listOperation = APIOperation(
        id: "listLeads", tag: .leads, summary: "Leads, newest first",
        parameters: ListQuery.pageParameters() + [ListQuery.archivedParameter, ListQuery.phoneNumberParameter],
        answers: [.json(List.self, "A page of leads.")], errors: [.noNumber])

    static let showOperation = APIOperation(
        id: "getLead", tag: .leads, summary: "A lead",
        parameters: [idParameter], answers: [.json(One.self, "The lead.")], errors: [.unknownLead])

    static let saveOperation = APIOperation(
        id: "saveLead", tag: .leads, summary: "Write a lead down",
        about: "A number stands for one person: where it is known, its lead takes over what is not empty.",
        body: .json(
            LeadChanges.schema(phoneNumber: .required("phoneNumber", .phoneNumber, "The number.")),
            examples: ["lead": ["phoneNumber": "+1 415 555 0123", "name": "Grace", "variables": ["plan": "gold"]]]),
        answers: [
            .json(.created, One.self, "A new lead.", headers: .location, links: links),
            .json(One.self, "The lead that had the number.", headers: .location, links: links),
        ], errors: [.noNumber])

    static let changeOperation = APIOperation(
        id: "changeLead", tag: .leads, summary: "Change a lead",
        about: "What is not named stays; null empties; an empty text says nothing.", parameters: [idParameter],
        body: .json(
            LeadChanges.schema(
                phoneNumber: .optional("phoneNumber", .phoneNumber, "The number; it cannot be emptied.")),
            examples: ["notes": ["notes": "Call after ten.", "variables": ["plan": .null]]]),
        answers: [.json(One.self, "The lead as it is now.")], errors: [.unknownLead, .noNumber, .conflict])

    static let removeOperation = APIOperation(
        id: "removeLead", tag: .leads, summary: "Remove a lead",
        about: "It is archived where calls name it: still shown, no longer listed.",
        parameters: [idParameter], answers: [.json(RemovalView.self, "It is gone, or archived.")],
        errors: [.unknownLead])

    private static let idParameter = APIOperation.Parameter(.path, "id", .id, "The lead's id.")

    private static let links = ["getLead", "changeLead", "removeLead"].map {
        APIOperation.Link(operation: $0, parameter: "id", value: "$response.body#/lead/_id")
    }
}

extension APIError {
    static let noNumber = APIError.invalidPhoneNumber(.empty)
}
