namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>A network that stops in the middle of a run, or refuses certain requests.</summary>
internal sealed class BreakingTransport : DelegatingHandler
{
    private int _count;

    /// <summary>The how-manieth request is the first that fails; all after it fail too.</summary>
    public int BreakAt { get; set; } = int.MaxValue;

    /// <summary>Requests that are refused with 403.</summary>
    public Func<HttpRequestMessage, bool> Refuse { get; set; } = static _ => false;

    /// <summary>The body of a request.</summary>
    public static string Text(HttpRequestMessage request)
    {
        if (request.Content is null)
        {
            return "";
        }

        using var stream = new MemoryStream();
        request.Content.CopyTo(stream, null, default);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _count) >= BreakAt)
        {
            throw new OperationCanceledException("The run was interrupted.");
        }

        if (Refuse(request))
        {
            return new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden)
            {
                Content = new StringContent(
                    """{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}"""
                ),
                RequestMessage = request,
            };
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
