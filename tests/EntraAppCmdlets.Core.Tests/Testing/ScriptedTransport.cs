using System.Net;
using System.Text;

namespace EntraAppCmdlets.Testing;

/// <summary>A transport that answers from a script, step by step, and remembers what was sent. The last step answers all further requests.</summary>
internal sealed class ScriptedTransport : HttpMessageHandler
{
    private readonly List<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _steps = [];
    private readonly List<SentRequest> _sent = [];

    /// <summary>All requests so far, in their order.</summary>
    public IReadOnlyList<SentRequest> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public ScriptedTransport Then(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> step)
    {
        _steps.Add(step);
        return this;
    }

    public ScriptedTransport Then(Func<HttpRequestMessage, HttpResponseMessage> step) => Then((r, _) => Task.FromResult(step(r)));

    public ScriptedTransport ThenAnswer(int status, string? json = null, params (string Name, string Value)[] headers) =>
        Then(_ => Answer(status, json, "application/json", headers));

    public ScriptedTransport ThenFail(Exception exception) => Then((_, _) => Task.FromException<HttpResponseMessage>(exception));

    /// <summary>An error with the body that Graph gives it.</summary>
    public ScriptedTransport ThenRefuse(int status, string code, string message, params (string Name, string Value)[] headers) =>
        ThenAnswer(
            status,
            $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}","innerError":{"request-id":"inner"} } }""",
            headers
        );

    public static HttpResponseMessage Answer(int status, string? body, string type, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        if (body is not null)
        {
            response.Content = new StringContent(body, Encoding.UTF8, type);
        }

        foreach (var (name, value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        int n;
        lock (_sent)
        {
            n = _sent.Count;
            _sent.Add(
                new SentRequest(
                    request.Method.Method,
                    request.RequestUri!.AbsoluteUri,
                    body,
                    request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase)
                )
            );
        }

        return await _steps[Math.Min(n, _steps.Count - 1)](request, cancellationToken);
    }
}

/// <summary>A request as it was sent.</summary>
internal sealed record SentRequest(string Method, string Url, string? Body, IReadOnlyDictionary<string, string> Headers);
