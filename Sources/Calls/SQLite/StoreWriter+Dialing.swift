import FoundationEssentials

extension StoreWriter {
    func ask(for order: DialOrder) throws(CallStoreError) -> DialOrder.Outcome {
        try transaction { () throws(CallStoreError) in
            let call = order.call
            if let key = order.key, let known = try idempotencyTable.add(key) { return .known(known) }
            guard try dialTable.count(call.userID, at: call.createdAt, limit: order.dailyLimit) else {
                // The key stands for nothing then, and may be used again.
                if let key = order.key { try idempotencyTable.remove(key) }
                return .limitReached
            }
            let written = try insert(call, order.lead)
            var intent = DialIntent(
                id: call.id, userID: call.userID, state: .asked, phoneNumber: call.phoneNumber, callID: call.id)
            intent.askedAt = call.createdAt
            try dialTable.insert(intent)
            try note(order.audit)
            return .asked(written)
        }
    }

    func ask(for order: DialOrder, row: RecordID) throws(CallStoreError) -> DialOrder.Outcome {
        try transaction { () throws(CallStoreError) in
            let call = order.call
            guard let intent = try dialTable.find(row), intent.state == .planned, intent.callID == nil else {
                return .closed
            }
            guard try dialTable.count(call.userID, at: call.createdAt, limit: order.dailyLimit) else {
                return .limitReached
            }
            let written = try insert(call, order.lead)
            try dialTable.ask(row, as: call.id, at: call.createdAt)
            try note(order.audit)
            return .asked(written)
        }
    }

    func askAgain(for call: RecordID, at date: Date) throws(CallStoreError) -> Bool {
        try transaction { () throws(CallStoreError) in try dialTable.askAgain(for: call, at: date) }
    }

    func release(_ call: RecordID) throws(CallStoreError) {
        try transaction { () throws(CallStoreError) in try dialTable.release(call) }
    }

    func keep(_ answer: IdempotencyRecord.Answer, under key: String, of user: RecordID) throws(CallStoreError) {
        try transaction { () throws(CallStoreError) in
            try idempotencyTable.keep(answer, under: key, of: user)
        }
    }

    func add(
        _ job: BulkJob, rows: [DialIntent], key: IdempotencyRecord?, noting audit: AuditEntry?
    ) throws(CallStoreError) -> IdempotencyRecord? {
        try transaction { () throws(CallStoreError) in
            if let key, let known = try idempotencyTable.add(key) { return known }
            try jobTable.insert(job)
            for row in rows { try dialTable.insert(row) }
            try note(audit)
            return nil
        }
    }

    func move(
        _ id: RecordID, from: Set<BulkJob.State>, to state: BulkJob.State, because reason: String?, at date: Date
    ) throws(CallStoreError) -> BulkJob? {
        try transaction { () throws(CallStoreError) in
            guard var job = try jobTable.find(id), from.contains(job.state) else { return nil }
            // A row that is let go again at the last moment keeps its job open.
            if state == .completed, try dialTable.hasOpenRows(id) { return nil }
            job.state = state
            job.reason = reason
            job.updatedAt = date
            try jobTable.update(job)
            if state == .cancelled { try dialTable.cancelRows(of: id) }
            return job
        }
    }
}
