using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What has to be read before a request can be appended: rights, targets, blocks. Begins when the request enters its lane and is waited for
/// there, so that requests stay in order.</summary>
/// <param name="request">The request.</param>
/// <param name="cancel">The time is over.</param>
/// <returns>The request as it shall be appended, or why it shall not.</returns>
internal delegate ValueTask<Result<AppendRequest>> Prepare(AppendRequest request, CancellationToken cancel);
