using System.Collections;
using System.Management.Automation;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Sends one request of your own to Microsoft Graph, for what the module has no command for.</summary>
/// <remarks>
/// <para>The request goes the way of all requests of the connection: sign-in, waiting and trying again when the service is busy, one line at -Verbose, the
/// log of writes. A write whose outcome is unknown is not sent again; the error says so.</para>
/// <para>The token goes to the connection's Microsoft Graph only: a URL of another host is refused before anything is sent.</para>
/// <para>An answer may hold secrets, such as the secretText of a new client secret. They are written as plain text, as they came;
/// -Verbose, -Debug and the log never show them. New-AppClientSecret keeps the secret as SecureString.</para>
/// <para>Find-AppPermission -Request shows which permission a request needs.</para>
/// </remarks>
/// <example>
/// <code>Invoke-AppGraphRequest '/users?$top=5&amp;$select=displayName,userPrincipalName' -All</code>
/// <para>Writes all users as objects, reading them five at a time.</para>
/// </example>
/// <example>
/// <code>Invoke-AppGraphRequest /groups -Method POST -Body @{ displayName = 'Team'; mailNickname = 'team'; mailEnabled = $false; securityEnabled = $true }</code>
/// <para>Creates a group, after a question where -Confirm is given.</para>
/// </example>
/// <example>
/// <code>Invoke-AppGraphRequest '/users/$count' -Header @{ ConsistencyLevel = 'eventual' }</code>
/// <para>Writes the number of users.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "AppGraphRequest", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PSObject), typeof(string))]
public sealed class InvokeAppGraphRequestCommand : ConnectedCmdlet
{
    private readonly SecurityQuestion _deletion = new("Delete in Microsoft Graph");

    /// <summary>
    /// The address: a path such as '/users?$top=5', with or without v1.0 or beta, or a URL of the connection's Microsoft Graph. Put it in single quotes, so
    /// that PowerShell leaves the dollar signs alone.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Uri { get; set; } = null!;

    /// <summary>The HTTP method. Default: GET. All others ask where -Confirm is given, and send nothing with -WhatIf; DELETE asks always.</summary>
    [Parameter]
    public GraphRequestMethod Method { get; set; }

    /// <summary>The body: a hashtable, an object, a list, or a text of JSON. A SecureString in it is sent as its text.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Body { get; set; }

    /// <summary>Writes the objects of a list one by one, page after page. Without it the answer is written as it came, with the first page in value.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Sends a path without a version to beta instead of v1.0.</summary>
    [Parameter]
    public SwitchParameter Beta { get; set; }

    /// <summary>Further headers, such as ConsistencyLevel or Prefer.</summary>
    [Parameter]
    [Alias("Headers")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public IDictionary Header { get; set; } = new Hashtable();

    /// <summary>PSObject for objects, Json for the text of the answer; with -All one text for each object. Dates are text in both.</summary>
    [Parameter]
    public GraphResponseType OutputType { get; set; }

    private protected override object? CurrentInput => Uri;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var body = Body is PSObject { BaseObject: string text } ? text : ShapeConverter.FromObject(Body);
        var headers = Header
            .Cast<DictionaryEntry>()
            .Select(entry => KeyValuePair.Create(entry.Key.ToString() ?? "", LanguagePrimitives.ConvertTo<string>(entry.Value) ?? ""));
        var call = new GraphCall(Work(), Method.ToString(), Uri, Beta, body, headers);
        if (Method != GraphRequestMethod.GET && !IsConfirmed(call))
        {
            return;
        }

        await foreach (var answer in call.SendAsync(All, OutputType == GraphResponseType.Json, cancellationToken))
        {
            WriteObject(ShapeConverter.ToObject(answer));
        }
    }

    /// <summary>Names the permissions that allow the request: the command itself can't declare them.</summary>
    private protected override Refusal? Refused(GraphException refused)
    {
        var type = Connection.Info.PermissionType;
        if (RequestText.Of(Method.ToString(), Uri) is not { } request || RequestCatalogue.Default.Find(request) is not { } known)
        {
            return null;
        }

        var least = Enum.GetValues<AppPermissionType>()
            .Where(each => type is null || each == type)
            .Select(each =>
                LeastPrivilege.Default.Least(known, each) is { } name ? $"the {PermissionWords.Of(each)} permission {name}" : null
            )
            .OfType<string>()
            .ToList();
        return least.Count == 0
            ? new Refusal(
                $"No {(type is { } one ? PermissionWords.Of(one) + " " : "")}permission allows {known}.",
                "Sign in the other way: as an app, or as a user."
            )
            : new Refusal(
                $"{known} requires {string.Join(" or ", least)}, or a broader one.",
                $"Find-AppPermission -Request '{known}' lists all permissions that allow it."
            );
    }

    private bool IsConfirmed(GraphCall call)
    {
        if (!Confirmed(call.Path, [call.InWords], out _))
        {
            return false;
        }

        return Method != GraphRequestMethod.DELETE
            || !SecurityQuestion.IsOfHighImpactOnly(this)
            || _deletion.IsAnswered(
                this,
                $"DELETE {call.Path}: delete it?",
                inner => GraphCallErrors.ConfirmationNeeded($"DELETE {call.Path}", inner)
            );
    }
}
