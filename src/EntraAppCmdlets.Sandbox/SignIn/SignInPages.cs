using System.Net;
using System.Text;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>What a browser is answered.</summary>
internal static class SignInPages
{
    /// <summary>Sends the browser back to the application.</summary>
    public static SandboxResponse Back(string redirectUri, string mode, IReadOnlyList<(string Name, string Value)> values)
    {
        if (mode == "form_post")
        {
            var fields = values.Select(each =>
                $"<input type=\"hidden\" name=\"{WebUtility.HtmlEncode(each.Name)}\" value=\"{WebUtility.HtmlEncode(each.Value)}\" />"
            );
            return Page(
                200,
                $"<form method=\"POST\" action=\"{WebUtility.HtmlEncode(redirectUri)}\">{string.Concat(fields)}</form><script>document.forms[0].submit();</script>"
            );
        }

        var query = string.Join('&', values.Select(each => $"{Uri.EscapeDataString(each.Name)}={Uri.EscapeDataString(each.Value)}"));
        var separator =
            mode == "fragment" ? '#'
            : redirectUri.Contains('?', StringComparison.Ordinal) ? '&'
            : '?';
        return new SandboxResponse(
            302,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Location"] = redirectUri + separator + query,
                ["Cache-Control"] = "no-store, no-cache",
            },
            default
        );
    }

    /// <summary>A page that tells the person what is wrong.</summary>
    public static SandboxResponse Error(SignInException refusal) =>
        Page(
            refusal.Status,
            $"<h1>Sorry, but we're having trouble signing you in.</h1><p>AADSTS{refusal.Code}: {WebUtility.HtmlEncode(refusal.Message)}</p>"
        );

    public static SandboxResponse Page(int status, string body) =>
        new(
            status,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "text/html; charset=utf-8",
                ["Cache-Control"] = "no-store, no-cache",
            },
            Encoding.UTF8.GetBytes($"<!DOCTYPE html><html><head><title>Sign in to your account</title></head><body>{body}</body></html>")
        );
}
