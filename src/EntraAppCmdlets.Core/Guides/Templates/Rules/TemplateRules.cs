namespace EntraAppCmdlets.Guides;

/// <summary>
/// What a schema can't say: that names refer to something, that values fit their parameter, and that no value is made of itself. Run on
/// a template that has passed the schema.
/// </summary>
internal static class TemplateRules
{
    /// <summary>How a template writes a day.</summary>
    public const string DateFormat = "yyyy-MM-dd";

    /// <summary>Checks all rules.</summary>
    /// <param name="template">The template; of one for several apps, the one of an app.</param>
    /// <param name="json">Its text.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="earlier">The apps that come before it.</param>
    public static void Check(
        VendorTemplate template,
        PositionedJson json,
        TemplateFaults faults,
        params IReadOnlyList<VendorTemplate> earlier
    )
    {
        var subject = new CheckedTemplate(template, json, faults, earlier);
        TemplateRuleSet[] all =
        [
            new TemplateParameterRules(subject),
            new TemplateStepRules(subject),
            new TemplateConditionRules(subject),
            new TemplatePlaceholderRules(subject),
            new TemplateAppRules(subject),
            new TemplatePermissionRules(subject),
            new TemplateSignInRules(subject),
            new TemplateRoleRules(subject),
            new TemplateApiRules(subject),
            new TemplateCredentialRules(subject),
            new TemplateSettingRules(subject),
        ];
        foreach (var rules in all)
        {
            rules.Check();
        }
    }
}
