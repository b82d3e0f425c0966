import Calls
import FoundationEssentials
import HTTP
import PhoneNumbers

/// `/api/leads`: the people to be called, each user's own. A number stands for one person.
struct LeadsEndpoint {
    struct One: Encodable {
        let success = true
        let lead: LeadView
    }

    struct List: Encodable {
        let success = true
        let leads: [LeadView]
        @OrNull var nextCursor: String?
    }

    let environment: APIEnvironment

    /// `GET /api/leads`: newest first; with `phoneNumber`, who has it.
    func list(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let query = ListQuery(target: request.target)
        let (limit, after, archived) = (try query.limit(), try query.cursor(), try query.flag("archived"))
        let number = try query.phoneNumber(country: country)
        let page = try await environment.stored { (store) throws(CallStoreError) in
            try await store.leads(
                of: user, phoneNumber: number, includingArchived: archived, after: after, limit: limit)
        }
        let list = List(leads: page.elements.map(LeadView.init), nextCursor: ListQuery.cursor(page.next))
        return JSONAnswer.make(.ok, list)
    }

    /// `GET /api/leads/:id`.
    func show(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let id = try id(request)
        let found = try await environment.stored { (store) throws(CallStoreError) in try await store.lead(id) }
        guard let lead = found, lead.userID == user else { throw .unknownLead }
        return JSONAnswer.make(.ok, One(lead: LeadView(lead)))
    }

    /// `POST /api/leads`: 201 for somebody new, 200 where the number was known and its lead took over what is not empty.
    func save(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let changes = try LeadChanges(try request.jsonBody(), country: country)
        guard let number = changes.phoneNumber else { throw .missing("phoneNumber") }
        var lead = Lead(
            id: environment.ids.next(), userID: user, name: "", phoneNumber: number.text, notes: "",
            createdAt: environment.clock.date())
        changes.apply(to: &lead)
        let news = lead
        let saved = try await environment.stored { (store) throws(CallStoreError) in try await store.save(news) }
        return JSONAnswer.make(
            saved.id == news.id ? .created : .ok, One(lead: LeadView(saved)),
            headers: ["Location": "/api/leads/\(saved.id)"])
    }

    /// `PATCH /api/leads/:id`: what is not named stays.
    func change(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let id = try id(request)
        let changes = try LeadChanges(try request.jsonBody(), country: country)
        let now = environment.clock.date()
        let changed = try await environment.stored { (store) throws(CallStoreError) in
            try await store.changeLead(id, of: user) { lead in
                changes.apply(to: &lead)
                lead.updatedAt = now
            }
        }
        guard let changed else { throw .unknownLead }
        return JSONAnswer.make(.ok, One(lead: LeadView(changed)))
    }

    /// `DELETE /api/leads/:id`: gone, or archived where calls name it.
    func remove(_ request: APIRequest) async throws(APIError) -> HTTPResponse {
        let user = try request.caller().userID
        let id = try id(request)
        let now = environment.clock.date()
        let removal = try await environment.stored { (store) throws(CallStoreError) in
            try await store.removeLead(id, of: user, at: now)
        }
        guard let removal else { throw .unknownLead }
        return JSONAnswer.make(.ok, RemovalView(removal))
    }

    /// Where numbers without a country code are.
    private var country: Country? { environment.settings.defaultCountry }

    private func id(_ request: APIRequest) throws(APIError) -> RecordID {
        guard let id = RecordID(request.parameters["id"] ?? "") else { throw .unknownLead }
        return id
    }
}

extension ListQuery {
    /// The number that is looked for, in E.164. A plus that was not escaped arrives as a space.
    /// - Parameter country: where one without a country code is.
    func phoneNumber(country: Country?) throws(APIError) -> String? {
        guard let text = text("phoneNumber") else { return nil }
        let number: String? = text.hasPrefix(" ") ? "+" + text.dropFirst() : text
        return try PhoneNumber(number, country: country).text
    }
}
