// One button above the table of a chapter's submissions: autograde all of them, by `python -m grader autograde`.
$(document).ready(function () {
    const address = base_url + "/formgrader/api/autograde_all/" + encodeURIComponent(assignment_id);
    const button = $("<button/>", {type: "button", class: "btn btn-primary autograde-all", text: "Autograde all"});
    const ended = {
        0: "Everybody's submission is graded.",
        1: "The grader failed on some submissions: the log says which.",
        2: "Nothing was graded: the log says why.",
        3: "Graded. Some submissions need a human: the log says which, and why.",
    };

    function ask(method) {
        const token = document.cookie.match("\\b_xsrf=([^;]*)\\b");
        $.ajax({url: address, method: method, headers: token ? {"X-XSRFToken": token[1]} : {}})
            .done(told)
            .fail(function () { tell("Error", "The server does not answer, or you are signed out.", ""); });
    }

    function told(run) {
        if (run.running) {
            window.setTimeout(function () { ask("GET"); }, 1000);
            return;
        }
        const worked = run.status === 0 || run.status === 3;
        tell(worked ? "Success" : "Error", ended[run.status] || "The grader was ended.", run.log);
    }

    function tell(title, message, log) {
        button.prop("disabled", false).text("Autograde all");
        const dialog = createLogModal("autograde-all-done", title, message, log);
        dialog.find("pre").css("white-space", "pre-wrap");
        dialog.on("hidden.bs.modal", function () { window.location.reload(); });
    }

    button.on("click", function () {
        button.prop("disabled", true).text("Autograding ...");
        ask("POST");
    });
    $("#main-table").closest("table").before($("<p/>").append(button));
});
