using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// What a schema can't say: that names refer to something, that values fit their parameter, and that no value is made of itself. Run on
/// a template that has passed the schema.
/// </summary>
/// <param name="template">The template; of one for several apps, the one of an app.</param>
/// <param name="file">Its text.</param>
/// <param name="faults">Takes what is wrong.</param>
/// <param name="earlier">The apps that come before it.</param>
internal sealed class TemplateRules(
    VendorTemplate template,
    PositionedJson file,
    TemplateFaults faults,
    IReadOnlyList<VendorTemplate>? earlier = null
)
{
    /// <summary>Names that the commands use themselves, and PowerShell's common parameters.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Vendor",
        "Path",
        "InputObject",
        "Role",
        "SkipUnavailableApi",
        "KeyVaultResourceId",
        "DisplayName",
        "UniqueName",
        "AppId",
        "App",
        "Tenant",
        "Restore",
        "NoSecret",
        "NewSecret",
        "ReplaceSecret",
        "KeyVaultName",
        "KeyVaultUri",
        "VaultName",
        "KeyVaultSecretName",
        "NoConsent",
        "NoSignInTest",
        "SecretDisplayName",
        "ValidForDays",
        "Secret",
        "Format",
        "IncludeSecret",
        "AsPlainText",
        "Force",
        "Quiet",
        "SignInAudience",
        "TemplatePath",
        "PlanPath",
        "Permanent",
        "PassThru",
        "BicepFile",
        "OutFile",
        "Name",
        "Audience",
        "WebRedirectUri",
        "ClientId",
        "ApplicationId",
        "OtherVendorParameter",
        "SpaRedirectUri",
        "PublicClientRedirectUri",
        "IdTokenIssuance",
        "AccessTokenIssuance",
        "AccessTokenVersion",
        "PublicClientFlows",
        "HomePageUrl",
        "LogoutUrl",
        "TermsOfServiceUrl",
        "PrivacyStatementUrl",
        "Notes",
        "PropertyLock",
        "AssignmentRequired",
        "ServicePrincipalEnabled",
        "HideApp",
        "Tag",
        "Installation",
        "With",
        "WithTenant",
        "To",
        "Map",
        VendorTemplate.VariantParameter,
        "Verbose",
        "Debug",
        "ErrorAction",
        "WarningAction",
        "InformationAction",
        "ProgressAction",
        "ErrorVariable",
        "WarningVariable",
        "InformationVariable",
        "OutVariable",
        "OutBuffer",
        "PipelineVariable",
        "WhatIf",
        "Confirm",
    };

    /// <summary>How a template writes a day.</summary>
    public const string DateFormat = "yyyy-MM-dd";

    private readonly Dictionary<string, TemplateParameter> _parameters = template
        .AllParameters()
        .GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);

    private readonly IReadOnlyList<VendorTemplate> _earlier = earlier ?? [];

    public void Check()
    {
        CheckDate();
        CheckUnique("variants", "id", "variant");
        CheckUnique("parameters", "name", "parameter");
        CheckUnique("steps", "id", "step");
        CheckVariants();
        CheckParameters();
        CheckCycles();
        CheckSteps();
        CheckConditions(file);
        CheckPlaceholders();
        CheckParts();
        CheckPermissions();
        CheckClaims();
        CheckRoles();
        CheckApi();
        CheckCredentials();
        CheckSettings();
        CheckSettingNames();
        CheckEarlier();
        CheckSignIn();
        CheckValues();
    }

    private void CheckDate()
    {
        if (
            template.Guide.Date is { } date
            && !DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        )
        {
            faults.Add(file.Member("guide")!.Member("date")!, "date", $"'{date}' isn't a day. Use the form {DateFormat}.");
        }
    }

    private void CheckUnique(string list, string field, string what) => CheckUnique([list], field, what);

    /// <summary>Two entries may have one name where their conditions exclude each other.</summary>
    private void CheckUnique(string list, string field, string what, IEnumerable<IReadOnlyDictionary<string, JsonElement>?> conditions)
    {
        var entries = Entries(list).Zip(conditions).ToList();
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, when) = entries[i];
            var name = entry.Member(field)!;
            if (
                entries
                    .Take(i)
                    .Any(other =>
                        string.Equals(other.First.Member(field)!.Text, name.Text, StringComparison.OrdinalIgnoreCase)
                        && !Exclude(other.Second, when)
                    )
            )
            {
                faults.Add(name, "duplicate", $"There are two {what}s '{name.Text}'.");
            }
        }
    }

    private void CheckUnique(string[] list, string field, string what)
    {
        foreach (
            var again in Entries(list)
                .GroupBy(entry => entry.Member(field)!.Text, StringComparer.OrdinalIgnoreCase)
                .SelectMany(group => group.Skip(1))
        )
        {
            faults.Add(again.Member(field)!, "duplicate", $"There are two {what}s '{again.Member(field)!.Text}'.");
        }
    }

    private void CheckVariants()
    {
        if (template.Variants.Count > 0 && template.Variants.Count(variant => variant.Default) > 1)
        {
            faults.Add(file.Member("variants")!, "default", "Two variants say that they are the default.");
        }
    }

    private void CheckParameters()
    {
        foreach (var (entry, parameter) in Entries("parameters").Zip(template.Parameters))
        {
            if (Reserved.Contains(parameter.Name))
            {
                faults.Add(
                    entry.Member("name")!,
                    "reserved",
                    $"'{parameter.Name}' is a parameter of the commands themselves. Use another name, such as '{template.Id}{parameter.Name}'."
                );
            }

            if ((parameter.Type == TemplateParameterType.Choice) != (parameter.Choices.Count > 0))
            {
                faults.Add(
                    entry.Member("choices") ?? entry.Member("type")!,
                    "choices",
                    parameter.Choices.Count > 0
                        ? $"Only a parameter of type Choice has choices; '{parameter.Name}' isn't one."
                        : $"'{parameter.Name}' is of type Choice and has no choices."
                );
            }

            foreach (
                var again in parameter
                    .Choices.GroupBy(choice => choice.Value, StringComparer.OrdinalIgnoreCase)
                    .Where(group => group.Count() > 1)
            )
            {
                faults.Add(entry.Member("choices")!, "duplicate", $"'{parameter.Name}' has the choice '{again.Key}' twice.");
            }

            if (
                parameter.List
                && parameter.Type is TemplateParameterType.Switch or TemplateParameterType.Secret or TemplateParameterType.Certificate
            )
            {
                faults.Add(entry.Member("list") ?? entry, "list", $"A parameter of type {parameter.Type} has one value.");
            }

            CheckPattern(entry, parameter);
            CheckDefault(entry, parameter);
        }
    }

    private void CheckPattern(PositionedJson entry, TemplateParameter parameter)
    {
        if (parameter.Pattern is null)
        {
            return;
        }

        try
        {
            // Alone first: what is unbalanced must not be balanced by what surrounds it.
            _ = new Regex(parameter.Pattern);
            _ = new ParameterPattern(parameter.Pattern);
        }
        catch (NotSupportedException)
        {
            faults.Add(
                entry.Member("pattern")!,
                "pattern",
                $"The pattern of '{parameter.Name}' looks around or refers back, as (?=...) and \\1 do, or repeats too much. Write it without."
            );
        }
        catch (ArgumentException e)
        {
            faults.Add(entry.Member("pattern")!, "pattern", $"The pattern of '{parameter.Name}' is no regular expression: {e.Message}");
        }
    }

    private void CheckDefault(PositionedJson entry, TemplateParameter parameter)
    {
        if (entry.Member("default") is not { } given)
        {
            return;
        }

        var fits = parameter.Type switch
        {
            TemplateParameterType.Switch => given.Kind is JsonValueKind.True or JsonValueKind.False,
            TemplateParameterType.Int => given.Integer is not null,
            TemplateParameterType.Secret or TemplateParameterType.Principal or TemplateParameterType.Certificate => false,
            _ => given.Kind == (parameter.List ? JsonValueKind.Array : JsonValueKind.String),
        };
        if (!fits)
        {
            faults.Add(
                given,
                "default",
                $"A default of '{parameter.Name}' ({parameter.Type}{(parameter.List ? ", list" : "")}) can't be {given.KindInWords}."
            );
            return;
        }

        if (parameter.Type is TemplateParameterType.Switch or TemplateParameterType.Int)
        {
            return;
        }

        foreach (var value in parameter.List ? given.Items : [given])
        {
            if (Placeholder.NamesIn(value.Text).Any())
            {
                continue;
            }

            if (ParameterValues.Fault(parameter, value.Text) is { } fault)
            {
                faults.Add(value, "default", $"The default of '{parameter.Name}' {fault}.");
            }
        }
    }

    /// <summary>A default may be made of other parameters, but not, through them, of itself.</summary>
    private void CheckCycles()
    {
        var entries = Entries("parameters")
            .Where(entry => entry.Member("default") is not null)
            .GroupBy(entry => entry.Member("name")!.Text, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Member("default")!, StringComparer.OrdinalIgnoreCase);
        var done = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in entries.Keys)
        {
            Visit(name, []);
        }

        void Visit(string name, List<string> path)
        {
            var at = path.FindIndex(item => string.Equals(item, name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                faults.Add(
                    entries[path[^1]],
                    "cycle",
                    $"The default of '{name}' is made of itself: {string.Join(" -> ", path.Skip(at).Append(name))}."
                );
                return;
            }

            if (!done.Contains(name) && entries.TryGetValue(name, out var value))
            {
                foreach (var next in Texts(value).SelectMany(text => Placeholder.NamesIn(text.Text)))
                {
                    Visit(next, [.. path, name]);
                }

                done.Add(name);
            }
        }
    }

    private void CheckSteps()
    {
        var steps = template.Steps.Select(step => step.Id).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in References(file))
        {
            used.Add(reference.Text);
            if (!steps.Contains(reference.Text))
            {
                faults.Add(reference, "step", $"There is no step '{reference.Text}'; there are {string.Join(", ", steps)}.");
            }
        }

        CheckHidden(file, []);
        foreach (var (entry, step) in Entries("steps").Zip(template.Steps))
        {
            if (step.By == TemplateActor.Module && !used.Contains(step.Id))
            {
                faults.Add(
                    entry.Member("id")!,
                    "step",
                    $"Nothing carries out the step '{step.Id}'; a step for a person says \"by\": \"Person\"."
                );
            }
            else if (step.By == TemplateActor.Person && used.Contains(step.Id))
            {
                faults.Add(
                    entry.Member("id")!,
                    "step",
                    $"The step '{step.Id}' is for a person, but something else says that it carries it out."
                );
            }
        }
    }

    /// <summary>A plan lists steps: what is carried out while its step isn't part of the guide would be in no plan.</summary>
    /// <param name="value">A part, or something in it.</param>
    /// <param name="around">What it is in, the file left out.</param>
    private void CheckHidden(PositionedJson value, IReadOnlyList<PositionedJson> around)
    {
        foreach (var reference in value.Members.Where(IsReference).Select(member => member.Value))
        {
            var step = Entries("steps").FirstOrDefault(entry => entry.Member("id")?.Text == reference.Text);
            if (step?.Member("when")?.Members.FirstOrDefault(condition => !IsImplied(condition, around)) is { } open)
            {
                faults.Add(
                    reference,
                    "step",
                    $"This is carried out whatever {open.Name} is, but its step '{reference.Text}' is part of the guide only under a condition on {open.Name}. Give both the same \"when\", or this one a step without it."
                );
            }
        }

        foreach (var member in value.Members)
        {
            CheckHidden(member.Value, [.. around, member.Value]);
        }

        foreach (var item in value.Items)
        {
            CheckHidden(item, [.. around, item]);
        }
    }

    /// <summary>Whether a condition holds wherever a part is carried out: the part has it too, or is made of the parameter and is left out without it.</summary>
    private static bool IsImplied(PositionedMember condition, IReadOnlyList<PositionedJson> around) =>
        ConditionsOn(condition.Name, around)
            .Any(own =>
                IsWithin(
                    (own.Kind, Texts(own).Select(text => text.Text)),
                    (condition.Value.Kind, Texts(condition.Value).Select(text => text.Text))
                )
            )
        || (
            condition.Value.Kind == JsonValueKind.True
            && around.Count > 0
            && TextsIn(around[^1])
                .SelectMany(text => Placeholder.NamesIn(text.Text))
                .Contains(condition.Name, StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>Whether a condition holds wherever another one does.</summary>
    private static bool IsImplied(IReadOnlyDictionary<string, JsonElement>? condition, IReadOnlyDictionary<string, JsonElement>? by) =>
        condition?.All(part =>
            by?.FirstOrDefault(own => string.Equals(own.Key, part.Key, StringComparison.OrdinalIgnoreCase)).Value
                is { ValueKind: not JsonValueKind.Undefined } own
            && IsWithin((own.ValueKind, Values(own)), (part.Value.ValueKind, Values(part.Value)))
        )
        ?? true;

    /// <summary>Whether what one condition asks of a parameter is at least what another one asks.</summary>
    private static bool IsWithin(
        (JsonValueKind Kind, IEnumerable<string> Values) own,
        (JsonValueKind Kind, IEnumerable<string> Values) other
    ) =>
        (own.Kind, other.Kind) switch
        {
            (JsonValueKind.False, JsonValueKind.False) => true,
            (JsonValueKind.False, _) or (_, JsonValueKind.False) => false,
            (_, JsonValueKind.True) => true,
            (JsonValueKind.True, _) => false,
            _ => !own.Values.Except(other.Values, StringComparer.OrdinalIgnoreCase).Any(),
        };

    /// <summary>What parts, and those that they are in, ask of a parameter.</summary>
    private static IEnumerable<PositionedJson> ConditionsOn(string parameter, IEnumerable<PositionedJson?> parts) =>
        parts
            .SelectMany(part => part?.Member("when")?.Members ?? [])
            .Where(own => string.Equals(own.Name, parameter, StringComparison.OrdinalIgnoreCase))
            .Select(own => own.Value);

    private void CheckConditions(PositionedJson value)
    {
        foreach (var member in value.Members)
        {
            if (member.Name == "when" && member.Value.Kind == JsonValueKind.Object)
            {
                CheckCondition(member.Value);
            }
            else
            {
                CheckConditions(member.Value);
            }
        }

        foreach (var item in value.Items)
        {
            CheckConditions(item);
        }
    }

    private void CheckCondition(PositionedJson condition)
    {
        foreach (var member in condition.Members)
        {
            if (!_parameters.TryGetValue(member.Name, out var parameter))
            {
                faults.Add(member, "when", $"There is no parameter '{member.Name}'; there are {string.Join(", ", _parameters.Keys)}.");
                continue;
            }

            foreach (var text in Texts(member.Value).Where(text => text.Kind == JsonValueKind.String))
            {
                if (ParameterValues.Fault(parameter, text.Text) is { } fault)
                {
                    faults.Add(text, "when", $"'{member.Name}' {fault}.");
                }
            }
        }
    }

    private void CheckPlaceholders()
    {
        var ofParameters = _parameters.Keys.ToList();
        List<string> beforehand = [.. ofParameters, .. Placeholder.OfTenant];
        List<string> afterwards = [.. beforehand, .. Placeholder.OfApp, .. _earlier.SelectMany(app => Placeholder.OfOther(app.Key!))];
        foreach (var member in file.Members)
        {
            switch (member.Name)
            {
                case "parameters":
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("default"), beforehand);
                    }

                    break;
                case "steps" or "notes":
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("text"), member.Name == "steps" ? afterwards : beforehand);
                    }

                    break;
                case "settings":
                    foreach (var entry in member.Value.Items)
                    {
                        Check(entry.Member("value"), [.. afterwards, Placeholder.SecretText]);
                    }

                    break;
                case "api":
                    Check(member.Value.Member("identifierUri"), [.. beforehand, "app.appId"]);
                    Check(member.Value.Member("scopes"), beforehand);
                    Check(member.Value.Member("authorizedClients"), beforehand);
                    break;
                case "permissions":
                    List<string> ofApis = [.. beforehand, .. _earlier.Select(app => $"{app.Key}.appId")];
                    foreach (var field in member.Value.Items.SelectMany(entry => entry.Members).Where(field => field.Name != "when"))
                    {
                        Check(field.Value, field.Name == "api" ? ofApis : beforehand);
                    }

                    break;
                case not (
                    "id"
                    or "key"
                    or "title"
                    or "description"
                    or "kind"
                    or "guide"
                    or "variants"
                    or "formats"
                    or "signIn"
                    or "symptoms"
                    or "$schema"
                ):
                    Check(member.Value, beforehand);
                    break;
            }
        }

        void Check(PositionedJson? value, IReadOnlyCollection<string> known)
        {
            if (value is null)
            {
                return;
            }

            foreach (var member in value.Members.Where(member => member.Name != "when"))
            {
                Check(member.Value, known);
            }

            foreach (var text in Texts(value))
            {
                CheckText(text, known);
            }

            foreach (var item in value.Items.Where(item => item.Kind == JsonValueKind.Object))
            {
                Check(item, known);
            }
        }

        void CheckText(PositionedJson text, IReadOnlyCollection<string> known)
        {
            foreach (var name in Placeholder.NamesIn(text.Text).Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
            {
                faults.Add(text, "placeholder", $"{{{name}}} stands for nothing here; there are {string.Join(", ", known)}.");
            }

            if (Placeholder.Stray(text.Text) is { } brace)
            {
                faults.Add(text, "placeholder", $"'{brace}' is part of no placeholder.");
            }
        }
    }

    private void CheckParts()
    {
        if (template.Steps.Count == 0)
        {
            faults.Add(file, "required", "the template lacks the field 'steps'.");
        }

        if (template.Registration is null && template.VendorApp is null)
        {
            faults.Add(file, "required", "the template requires a registration or a vendorApp.");
        }

        foreach (var (entry, uri) in Entries("registration", "redirectUris").Zip(template.Registration?.RedirectUris ?? []))
        {
            if (Placeholder.NamesIn(uri.Uri).Any())
            {
                continue;
            }

            try
            {
                RedirectUriRules.CheckRedirectUri(uri.Uri, uri.Platform);
            }
            catch (AppException e)
            {
                faults.Add(entry.Member("uri")!, "redirectUri", e.Message);
            }
        }

        if (
            template.Registration is { } registration
            && !Placeholder.NamesIn(registration.Audience).Any()
            && !Enum.IsDefined(typeof(AppSignInAudience), registration.Audience)
        )
        {
            faults.Add(
                file.Member("registration")!.Member("audience")!,
                "audience",
                $"'{registration.Audience}' isn't one of {string.Join(", ", Enum.GetNames<AppSignInAudience>())}."
            );
        }

        if (template.Registration?.AccessTokenVersion is not (null or 1 or 2))
        {
            faults.Add(file.Member("registration")!.Member("accessTokenVersion")!, "version", "Access tokens are of version 1 or 2.");
        }

        CheckParameter(file.Member("owners"), "who", TemplateParameterType.Principal);
        CheckParameter(file.Member("access"), "who", TemplateParameterType.Principal);
        foreach (var entry in Entries("access", "assignments"))
        {
            CheckParameter(entry, "who", TemplateParameterType.Principal);
        }

        CheckParameter(file.Member("groupMembership"), "who", TemplateParameterType.Principal);
        CheckParameter(file.Member("certificate"), "from", TemplateParameterType.Certificate);
    }

    private void CheckParameter(PositionedJson? part, string field, TemplateParameterType type)
    {
        if (part?.Member(field) is not { } text)
        {
            return;
        }

        if (Placeholder.Only(text.Text) is not { } name || !_parameters.TryGetValue(name, out var parameter) || parameter.Type != type)
        {
            faults.Add(text, field, $"'{text.Text}' must be one parameter of type {type}, in braces.");
        }
    }

    /// <summary>Roles have values that Entra takes, and who is assigned gets one of them.</summary>
    private void CheckRoles()
    {
        CheckUnique("roles", "value", "role", template.Roles.Select(role => role.When));
        CheckNames(Entries("roles"), "role");
        foreach (var (entry, role) in Entries("roles").Zip(template.Roles).Where(pair => !Placeholder.NamesIn(pair.Second.Value).Any()))
        {
            Check(entry.Member("value")!, "role", () => role.ToRequest(text => text));
        }

        if (template.Registration is null || template.Roles.Any(role => Placeholder.NamesIn(role.Value).Any()))
        {
            return;
        }

        foreach (
            var role in new[] { file.Member("access") }
                .Concat(Entries("access", "assignments"))
                .Select(entry => entry?.Member("role"))
                .OfType<PositionedJson>()
                .Where(role => !Placeholder.NamesIn(role.Text).Any())
        )
        {
            var found = template.Roles.FirstOrDefault(item => string.Equals(item.Value, role.Text, StringComparison.OrdinalIgnoreCase));
            if (found is null)
            {
                faults.Add(
                    role,
                    "role",
                    template.Roles.Count == 0
                        ? $"The app defines no role '{role.Text}'."
                        : $"The app defines no role '{role.Text}'; there are {string.Join(", ", template.Roles.Select(item => item.Value))}."
                );
            }
            else if (!found.MemberTypes.Contains(AppRoleMemberType.User))
            {
                faults.Add(role, "role", $"The role '{role.Text}' is for applications; users and groups can't be assigned to it.");
            }
        }
    }

    /// <summary>A name that is made of a parameter is one name, and never a part of one.</summary>
    private void CheckNames(IEnumerable<PositionedJson> entries, string what, params PositionedJson?[] around)
    {
        foreach (var entry in entries)
        {
            var value = entry.Member("value")!;
            foreach (var name in Placeholder.NamesIn(value.Text).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!_parameters.TryGetValue(name, out var parameter))
                {
                    continue;
                }

                if (parameter.List)
                {
                    faults.Add(value, what, $"{{{name}}} may be several values, and a {what} has one name.");
                }
                else if (
                    !parameter.Required
                    && parameter.Default is null
                    && ConditionsOn(name, around.Append(entry)).All(own => own.Kind == JsonValueKind.False)
                )
                {
                    faults.Add(
                        value,
                        what,
                        $"{{{name}}} may be empty here. Make the parameter required, give it a default, or give this a \"when\" on {name}."
                    );
                }
            }
        }
    }

    /// <summary>Clients are authorized for scopes that the app exposes.</summary>
    private void CheckApi()
    {
        CheckUnique(["api", "scopes"], "value", "scope");
        CheckNames(Entries("api", "scopes"), "scope", file.Member("api"));
        foreach (var (entry, client) in Entries("api", "authorizedClients").Zip(template.Api?.AuthorizedClients ?? []))
        {
            if (!Placeholder.NamesIn(client.AppId).Any() && !Guid.TryParse(client.AppId, out _))
            {
                faults.Add(entry.Member("appId")!, "client", $"'{client.AppId}' isn't an application (client) ID.");
            }

            if (template.Api!.Scopes.Count == 0)
            {
                faults.Add(entry, "client", "The app exposes no scope that a client could be authorized for.");
            }

            foreach (
                var name in (entry.Member("scopes")?.Items ?? []).Where(name =>
                    template.Api.Scopes.All(scope => !string.Equals(scope.Value, name.Text, StringComparison.OrdinalIgnoreCase))
                )
            )
            {
                faults.Add(name, "client", $"The app exposes no scope '{name.Text}'.");
            }

            foreach (
                var name in (entry.Member("scopes")?.Items ?? []).Where(name =>
                    Exposed(template, AppPermissionType.Delegated)
                        .Any(scope =>
                            string.Equals(scope.Value, name.Text, StringComparison.OrdinalIgnoreCase) && !IsImplied(scope.When, client.When)
                        )
                )
            )
            {
                faults.Add(name, "client", Conditional(name.Text));
            }
        }
    }

    /// <summary>A product signs in with one kind of credential: where a guide offers several, a parameter chooses.</summary>
    private void CheckCredentials()
    {
        CheckUnique("federatedCredentials", "name", "federated credential", template.FederatedCredentials.Select(item => item.When));
        foreach (var (entry, item) in Entries("federatedCredentials").Zip(template.FederatedCredentials))
        {
            var forms = new (string Name, object? Form)[]
            {
                ("kubernetes", item.Kubernetes),
                ("gitHub", item.GitHub),
                ("managedIdentity", item.ManagedIdentity),
                ("issuer", item.Issuer),
            };
            if (forms.Count(form => form.Form is not null) != 1)
            {
                faults.Add(entry, "oneOf", $"A federated credential has one of {string.Join(", ", forms.Select(form => form.Name))}.");
                continue;
            }

            if (
                item.GitHub is { } gitHub
                && new[] { gitHub.Branch is not null, gitHub.Environment is not null, gitHub.Tag is not null, gitHub.PullRequest }.Count(
                    given => given
                ) != 1
            )
            {
                faults.Add(entry.Member("gitHub")!, "oneOf", "A GitHub repository has one of branch, environment, tag and pullRequest.");
                continue;
            }

            if (!TextsIn(entry).Any(text => Placeholder.NamesIn(text.Text).Any()))
            {
                // The tenant's own values are as good as any: they always match.
                Check(entry, "federated", () => item.ToRequest(text => Placeholder.Fill(text, _ => "https://login.microsoftonline.com")));
            }
        }

        if (template.SeveralCredentials)
        {
            return;
        }

        var kinds = new List<(PositionedJson At, string Kind, IReadOnlyDictionary<string, JsonElement>? When)>();
        if (template.Secret is { } secret)
        {
            kinds.Add((file.Member("secret")!, "a client secret", secret.When));
        }

        if (template.Certificate is { } certificate)
        {
            kinds.Add((file.Member("certificate")!, "a certificate", certificate.When));
        }

        kinds.AddRange(
            Entries("federatedCredentials")
                .Zip(template.FederatedCredentials)
                .Select(pair => (pair.First, "a federated credential", pair.Second.When))
        );
        foreach (var (at, kind, when) in kinds)
        {
            if (kinds.Find(other => other.Kind != kind && !Exclude(when, other.When)) is { Kind: { } also })
            {
                faults.Add(
                    at,
                    "oneOf",
                    $"The template may ask for {kind} and for {also} at once; give both a condition on one parameter, each with other values."
                );
                return;
            }
        }
    }

    /// <summary>Whether two conditions can't both hold: they ask one parameter for different values.</summary>
    private bool Exclude(IReadOnlyDictionary<string, JsonElement>? one, IReadOnlyDictionary<string, JsonElement>? other) =>
        one is not null
        && other is not null
        && one.Any(part =>
            _parameters.TryGetValue(part.Key, out var parameter)
            && !parameter.List
            && other.FirstOrDefault(item => string.Equals(item.Key, part.Key, StringComparison.OrdinalIgnoreCase)).Value is var against
            && (part.Value.ValueKind, against.ValueKind) switch
            {
                (_, JsonValueKind.Undefined) => false,
                (JsonValueKind.True, JsonValueKind.False) or (JsonValueKind.False, JsonValueKind.True) => true,
                // Not given, and so without any of the values.
                (JsonValueKind.False, not JsonValueKind.False) or (not JsonValueKind.False, JsonValueKind.False) => true,
                (JsonValueKind.True, _) or (_, JsonValueKind.True) => false,
                _ => !Values(part.Value).Intersect(Values(against), StringComparer.OrdinalIgnoreCase).Any(),
            }
        );

    private static IEnumerable<string> Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.ToString()) : [value.ToString()];

    private void Check(PositionedJson at, string rule, Func<object> request)
    {
        try
        {
            _ = request();
        }
        catch (AppException e)
        {
            faults.Add(at, rule, e.Message);
        }
    }

    private void CheckPermissions()
    {
        var catalogue = PermissionCatalogue.Default;
        foreach (var (entry, permission) in Entries("permissions").Zip(template.Permissions))
        {
            if (permission.IsSelf())
            {
                if (template.Api is null)
                {
                    faults.Add(entry.Member("api")!, "permission", "The app exposes no API of its own.");
                }

                foreach (
                    var name in entry
                        .Member("names")!
                        .Items.Where(name => template.Api?.Scopes.Any(scope => scope.Value == name.Text) == false)
                )
                {
                    faults.Add(name, "permission", $"The app exposes no scope '{name.Text}'.");
                }

                CheckWhen(entry, permission, template);
                continue;
            }

            if (CheckOther(entry, permission))
            {
                continue;
            }

            if (catalogue.FindResource(permission.Api) is not { } api)
            {
                // An API that the tenant alone knows: by its ID or name.
                if (Placeholder.Only(permission.Api) is { } parameter && _parameters.TryGetValue(parameter, out var given))
                {
                    if (given is not { Type: TemplateParameterType.Guid or TemplateParameterType.String, List: false })
                    {
                        faults.Add(
                            entry.Member("api")!,
                            "permission",
                            $"'{permission.Api}' is no API: use a parameter of type Guid or String, for an application ID or a name."
                        );
                    }
                }
                // Of a name that reads like one of the list, another app is hardly meant.
                else if (
                    !Guid.TryParse(permission.Api, out _)
                    && NearestNames.Of(permission.Api, catalogue.Resources, resource => resource.Names) is { Count: > 0 } near
                )
                {
                    faults.Add(
                        entry.Member("api")!,
                        "permission",
                        $"'{permission.Api}' is no API of the built-in list.{NearestNames.Question(near.Select(resource => $"'{resource.Name}'"))} Give an app of that name in the tenant by its application ID, or by a parameter."
                    );
                }

                continue;
            }

            foreach (var name in entry.Member("names")!.Items.Where(name => !Placeholder.NamesIn(name.Text).Any()))
            {
                if (catalogue.Resolve(api.AppId, name.Text, permission.Type).Miss is { } miss)
                {
                    faults.Add(name, "permission", PermissionErrors.PermissionNotFound(miss).Message);
                }
            }
        }
    }

    /// <summary>A permission of an earlier app of the template is one that it exposes.</summary>
    private bool CheckOther(PositionedJson entry, TemplatePermission permission)
    {
        var other = _earlier.FirstOrDefault(app =>
            Placeholder.NamesIn(permission.Api).Select(Placeholder.AppIn).Contains(app.Key, StringComparer.OrdinalIgnoreCase)
        );
        if (permission.AuthorizedClient == true && (other is null || permission.Type != AppPermissionType.Delegated))
        {
            faults.Add(
                entry.Member("authorizedClient")!,
                "client",
                "An app is authorized as a client by an earlier app of the template, for its scopes: api is its key as {key.appId}, type is Delegated."
            );
        }

        if (permission is { AuthorizedClientStep: not null, AuthorizedClient: not true })
        {
            faults.Add(entry.Member("authorizedClientStep")!, "client", "The step authorizes no client without authorizedClient.");
        }

        if (other is null)
        {
            return false;
        }

        if (Placeholder.Only(permission.Api) is null)
        {
            faults.Add(entry.Member("api")!, "permission", $"'{permission.Api}' is no API: use {{{other.Key}.appId}} alone.");
            return true;
        }

        var exposed = Exposed(other, permission.Type).Select(item => item.Value).ToList();
        foreach (var name in Literal(entry.Member("names")!).Where(name => !exposed.Contains(name.Text, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add(
                name,
                "permission",
                permission.Type == AppPermissionType.Delegated
                    ? $"The app '{other.Key}' exposes no scope '{name.Text}'."
                    : $"The app '{other.Key}' defines no role '{name.Text}' for applications."
            );
        }

        CheckWhen(entry, permission, other);
        return true;
    }

    /// <summary>What an app exposes under a condition is asked for under the same.</summary>
    private void CheckWhen(PositionedJson entry, TemplatePermission permission, VendorTemplate api)
    {
        foreach (
            var name in Literal(entry.Member("names")!)
                .Where(name =>
                    Exposed(api, permission.Type)
                        .Where(item => string.Equals(item.Value, name.Text, StringComparison.OrdinalIgnoreCase))
                        .Select(item => item.When)
                        .ToList()
                        is { Count: > 0 } conditions
                    && !conditions.Exists(condition => IsImplied(condition, permission.When))
                )
        )
        {
            faults.Add(name, "permission", Conditional(name.Text));
        }
    }

    private static string Conditional(string name) => $"'{name}' is exposed under a condition only. Give this the same \"when\".";

    private static IEnumerable<PositionedJson> Literal(PositionedJson names) =>
        names.Items.Where(name => !Placeholder.NamesIn(name.Text).Any());

    /// <summary>What an app lets others ask for: its scopes, or its roles for applications.</summary>
    private static IEnumerable<(string Value, IReadOnlyDictionary<string, JsonElement>? When)> Exposed(
        VendorTemplate app,
        AppPermissionType type
    ) =>
        type == AppPermissionType.Delegated
            ? (app.Api?.Scopes ?? []).Select(scope => (scope.Value, scope.When))
            : app.Roles.Where(role => role.MemberTypes.Contains(AppRoleMemberType.Application)).Select(role => (role.Value, role.When));

    private void CheckSignIn()
    {
        var entries = file.Member("signIn") is { } part
            ? part.Kind == JsonValueKind.Array
                ? part.Items
                : [part]
            : [];
        foreach (var ((entry, signIn), place) in entries.Zip(template.SignIn).Select((pair, i) => (pair, i)))
        {
            if (template.SignIn.Take(place).Any(before => !Exclude(before.When, signIn.When)))
            {
                faults.Add(
                    entry,
                    "signIn",
                    "Two ways of signing in may apply at once; give both a condition on one parameter, each with other values."
                );
            }
        }
    }

    private void CheckClaims()
    {
        if (template.Claims?.Groups is { } groups)
        {
            Check(file.Member("claims")!.Member("groups")!, "claim", groups.ToRequest);
        }

        foreach (
            var (entry, claim) in Entries("claims", "optional")
                .Zip(template.Claims?.Optional ?? [])
                .Where(pair => !Placeholder.NamesIn(pair.Second.Name).Any())
        )
        {
            Check(entry.Member("name")!, "claim", () => claim.ToRequest(text => text));
        }
    }

    private void CheckSettings()
    {
        foreach (var (entry, setting) in Entries("settings").Zip(template.Settings))
        {
            if (setting.Value is null && setting.From is null)
            {
                faults.Add(entry, "required", $"the setting '{setting.Name}' requires a value, or where it comes from.");
            }

            if (
                setting.Value is { } value
                && value.Length > 0
                && Placeholder.Only(value) is null
                && Placeholder.NamesIn(value).Any(IsSecret)
            )
            {
                faults.Add(
                    entry.Member("value")!,
                    "secret",
                    $"The setting '{setting.Name}' mixes a secret with other text; it would have to be shown."
                );
            }

            if (setting.Value is not null && Placeholder.NamesIn(setting.Value).Contains(Placeholder.SecretText) && template.Secret is null)
            {
                faults.Add(entry.Member("value")!, "secret", "The template makes no secret.");
            }
        }

        if (template.Formats.Contains(AppSettingFormat.BicepParam) || template.Formats.Contains(AppSettingFormat.ArmParameters))
        {
            foreach (
                var (entry, _) in Entries("settings").Zip(template.Settings).Where(pair => !SettingFile.IsIdentifier(pair.Second.Name))
            )
            {
                faults.Add(
                    entry.Member("name")!,
                    "identifier",
                    $"'{entry.Member("name")!.Text}' can't be the name of a deployment parameter."
                );
            }
        }

        bool IsSecret(string name) =>
            name == Placeholder.SecretText
            || (_parameters.TryGetValue(name, out var parameter) && parameter.Type == TemplateParameterType.Secret);
    }

    /// <summary>A file that says which setting is which by its name has each name once, whatever app it is of.</summary>
    private void CheckSettingNames()
    {
        var formats = template.Formats;
        foreach (var ((entry, setting), place) in Entries("settings").Zip(template.Settings).Select((pair, i) => (pair, i)))
        {
            List<TemplateSetting> before =
            [
                .. _earlier
                    .SelectMany(app => app.Settings)
                    .Concat(template.Settings.Take(place))
                    .Where(other => !Exclude(other.When, setting.When)),
            ];
            if (
                formats.Contains(AppSettingFormat.Env)
                && before.Exists(other => VendorSettings.KeyOf(other) == VendorSettings.KeyOf(setting))
            )
            {
                faults.Add(
                    entry.Member("key") ?? entry.Member("name")!,
                    "duplicate",
                    $"There are two settings '{VendorSettings.KeyOf(setting)}' in the format {AppSettingFormat.Env}. Give each a key of its own."
                );
            }

            if (
                formats.FirstOrDefault(format => format is AppSettingFormat.BicepParam or AppSettingFormat.ArmParameters)
                    is var format
                        and not AppSettingFormat.Json
                && before.Exists(other => string.Equals(other.Name, setting.Name, StringComparison.OrdinalIgnoreCase))
            )
            {
                faults.Add(entry.Member("name")!, "duplicate", $"There are two settings '{setting.Name}' in the format {format}.");
            }
        }
    }

    /// <summary>Apps that are found by the same name would be one, and no two apps of a tenant have the same Application ID URI.</summary>
    private void CheckEarlier()
    {
        if (
            template.Registration is { } registration
            && _earlier.Any(app =>
                app.Registration is { } other
                && IsSameName(other.DisplayName, registration.DisplayName)
                && !Exclude(other.When, registration.When)
            )
        )
        {
            faults.Add(
                file.Member("registration")!.Member("displayName")!,
                "duplicate",
                $"There are two apps '{registration.DisplayName}', which would have the same unique name."
            );
        }

        if (
            template.Api is { IdentifierUri: { } uri } api
            && !Placeholder.NamesIn(uri).Any(Placeholder.OfApp.Contains)
            && _earlier.Any(app =>
                string.Equals(app.Api?.IdentifierUri, uri, StringComparison.OrdinalIgnoreCase) && !Exclude(app.Api!.When, api.When)
            )
        )
        {
            faults.Add(
                file.Member("api")!.Member("identifierUri")!,
                "duplicate",
                $"There are two apps with the Application ID URI '{uri}'."
            );
        }
    }

    /// <summary>Whether apps of these names get one unique name.</summary>
    private static bool IsSameName(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The values of an exported app are held to what a person may give.</summary>
    private void CheckValues()
    {
        foreach (var member in file.Member("values")?.Members ?? [])
        {
            if (!_parameters.TryGetValue(member.Name, out var parameter) || parameter.Type == TemplateParameterType.Secret)
            {
                faults.Add(
                    member,
                    "values",
                    parameter is null
                        ? $"There is no parameter '{member.Name}'; there are {string.Join(", ", _parameters.Keys)}."
                        : $"'{member.Name}' is a secret, which no file holds."
                );
                continue;
            }

            if (member.Value.Kind == JsonValueKind.Array && !parameter.List)
            {
                faults.Add(member.Value, "values", $"'{member.Name}' takes one value.");
            }

            foreach (var value in member.Value.Kind == JsonValueKind.Array ? member.Value.Items : [member.Value])
            {
                var text = value.Kind switch
                {
                    JsonValueKind.True => "true",
                    JsonValueKind.False => "false",
                    _ => value.Text,
                };
                if (ParameterValues.Fault(parameter, text) is { } fault)
                {
                    faults.Add(value, "values", $"'{member.Name}' {fault}.");
                }
            }
        }
    }

    private IEnumerable<PositionedJson> Entries(params string[] path)
    {
        var found = file;
        foreach (var name in path)
        {
            found = found?.Member(name);
        }

        return found?.Items ?? [];
    }

    /// <summary>Every reference to a step.</summary>
    private static IEnumerable<PositionedJson> References(PositionedJson value) =>
        value
            .Members.SelectMany(member => IsReference(member) ? [member.Value] : References(member.Value))
            .Concat(value.Items.SelectMany(References));

    private static bool IsReference(PositionedMember member) =>
        (member.Name == "step" || member.Name.EndsWith("Step", StringComparison.Ordinal)) && member.Value.Kind == JsonValueKind.String;

    private static IEnumerable<PositionedJson> TextsIn(PositionedJson value) =>
        Texts(value).Concat(value.Members.SelectMany(member => TextsIn(member.Value)));

    private static IEnumerable<PositionedJson> Texts(PositionedJson value) =>
        value.Kind switch
        {
            JsonValueKind.String => [value],
            JsonValueKind.Array => value.Items.Where(item => item.Kind == JsonValueKind.String),
            _ => [],
        };
}
