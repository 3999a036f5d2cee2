using System.Net;
using System.Text;

namespace EntraAppCmdlets.SignIn;

/// <summary>Waits at a redirect URI of this machine for the browser to come back.</summary>
internal static class LoopbackListener
{
    // A form of the sign-in page is a few KB; more is somebody else's.
    private const int MaxForm = 64 * 1024;

    /// <summary>Whether this machine can receive what comes back.</summary>
    public static bool CanReceive(AppAuthorizationUrl request) =>
        Uri.TryCreate(request.RedirectUri, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttp
        && uri.IsLoopback
        && request.ResponseMode != "fragment";

    /// <summary>Waits until the browser brings the answer. Whatever else asks (for an icon) is turned away.</summary>
    /// <param name="request">The question.</param>
    /// <param name="timeout">The longest time to wait.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="listening">Called once the browser may come.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="AppException">ListenerUnavailable, AuthorizationTimeout, StateMismatch, RedirectUrlInvalid.</exception>
    /// <exception cref="SignInException">The sign-in page tells an error.</exception>
    public static async Task<AppAuthorizationCode> ReceiveAsync(
        AppAuthorizationUrl request,
        TimeSpan timeout,
        TimeProvider clock,
        Action listening,
        CancellationToken cancellationToken
    )
    {
        var redirectUri = new Uri(request.RedirectUri);
        using var listener = new HttpListener();
        try
        {
            listener.Prefixes.Add($"http://{redirectUri.Host}:{redirectUri.Port}/");
            listener.Start();
        }
        catch (HttpListenerException error)
        {
            throw AuthorizationErrors.ListenerUnavailable(request.RedirectUri, error);
        }

        using var late = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var end = either.Token.Register(listener.Abort);
        listening();
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync().ConfigureAwait(false);
                if (context.Request.Url is not { } url || !AuthorizationAnswer.LeadsTo(url, redirectUri))
                {
                    context.Response.StatusCode = 404;
                    context.Response.Close();
                    continue;
                }

                return await AnswerAsync(request, context, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
            when (either.IsCancellationRequested
                && error is HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException
            )
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw AuthorizationErrors.AuthorizationTimeout(request, timeout);
        }
    }

    private static async Task<AppAuthorizationCode> AnswerAsync(
        AppAuthorizationUrl request,
        HttpListenerContext context,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var text =
                context.Request.HttpMethod == "POST"
                    ? await ReadFormAsync(context.Request, cancellationToken).ConfigureAwait(false)
                    : context.Request.Url!.Query.TrimStart('?');
            var code = AuthorizationAnswer.Read(request, AuthorizationAnswer.Parameters(text));
            await ShowAsync(
                    context.Response,
                    200,
                    "You are signed in",
                    "You can close this window and go back to PowerShell.",
                    cancellationToken
                )
                .ConfigureAwait(false);
            return code;
        }
        catch (Exception error) when (error is AppException or SignInException)
        {
            await ShowAsync(context.Response, 400, "That did not work", error.Message, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<string> ReadFormAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var buffer = new char[MaxForm];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
        return new string(buffer, 0, length);
    }

    private static async Task ShowAsync(
        HttpListenerResponse response,
        int status,
        string title,
        string text,
        CancellationToken cancellationToken
    )
    {
        var page = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title></head><body><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(text)}</p></body></html>"
        );
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength64 = page.Length;
        // The address holds the code: it stays out of caches and of the next page's referrer.
        response.Headers["Cache-Control"] = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        try
        {
            await response.OutputStream.WriteAsync(page, cancellationToken).ConfigureAwait(false);
            response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException)
        {
            // The browser has gone before it saw the page; the answer has come all the same.
            response.Abort();
        }
    }
}
